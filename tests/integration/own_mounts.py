"""Tests that mount something do it in a mount namespace of their own, which root alone can have.

By anybody else they cannot be run, and pass without having looked.
"""

import os
import sys
import unittest

INSIDE = "MAXOS_TEST_OWN_MOUNTS"
IS_ROOT = os.geteuid() == 0
JOURNAL = "/var/log/journal"
needs_root = unittest.skipUnless(IS_ROOT, "only root can have mounts of its own")


def enter():
    """Starts this program anew in a mount namespace; to be called before anything else."""
    if IS_ROOT and INSIDE not in os.environ:
        os.environ[INSIDE] = "1"
        os.execv("/usr/bin/unshare", ["unshare", "--mount", "--", sys.executable, "-B", *sys.argv])


def journal_folder():
    """Where journald keeps this machine's files."""
    with open("/etc/machine-id", encoding="utf-8") as file:
        return f"{JOURNAL}/{file.read().strip()}"
