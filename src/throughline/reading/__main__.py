"""`python -m throughline.reading` is `throughline read` without the rest of the program."""

import sys

from throughline.reading.command import main

sys.exit(main())
