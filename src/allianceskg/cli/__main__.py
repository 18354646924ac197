"""`python -m allianceskg.cli`."""

from allianceskg.cli import main

main()
