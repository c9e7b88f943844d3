"""`python -m kiosk` is the `antrean` command."""

import sys

from kiosk.cli import main

sys.exit(main())
