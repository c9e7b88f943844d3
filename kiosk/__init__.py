"""The appliance: everything that runs, and the only room that knows all the others."""
