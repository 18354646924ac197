"""
Publications cut by `kill -9`: nothing acknowledged is lost, nothing half is visible, and the repository is sound.

    python -m benchmarks.publication --rounds 100 --publications 2000 [--home FOLDER]

Each round starts a process that publishes one change after another to one case, and writes each on a list once it is
acknowledged; at a random moment the process is killed. Then the workspace is opened again, as any start does, and looked
at: every line of the list is in the history, the file is that of the last commit, the build shows it, and `git fsck` has
nothing to say.
"""
