"""The screens, installed once and painted again: each composes its widgets and hands them what to show."""
