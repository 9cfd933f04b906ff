"""Settings of the tests: those of the system in the test profile, with its state in a folder that goes away."""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="toubao-tests-")
os.mkdir(f"{_home}/static")  # noqa: PTH102 - WhiteNoise warns where its folder is missing
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["TOUBAO_HOME"] = _home
os.environ["TOUBAO_PROFILE"] = "test"
os.environ["TOUBAO_DISK_WARNING_MB"] = "1"  # what is left on the machine of the tests is not what they are about
for _name in ("DATABASE_URL", "DATABASE_OWNER_URL", "PORT", "TOUBAO_POOL", "TOUBAO_WEB", "TOUBAO_AS_OWNER"):
    os.environ.pop(_name, None)

from toubao.config.settings import *  # noqa: E402, F403 - the environment must be set first

# Argon2 is slow on purpose; what it is for has a test of its own, which names it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# The texts' second version starts eight days after the tests' own day; that members are told of it has a test of its own, which names it.
CONTRACT_NOTICE_DAYS = 0
