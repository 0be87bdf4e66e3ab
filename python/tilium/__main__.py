"""`python -m tilium` is the `tilium` command."""

import sys

from tilium.cli import main

sys.exit(main())
