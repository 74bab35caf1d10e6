"""Technical settings, read from the environment in one place.

Every variable is listed here with its meaning and default; `settings.py` takes them from `read()` and
nothing else in the project looks at `os.environ`. Nonsense is refused at start with a sentence that names
the variable. What the newsroom itself may change (imprint, pages, lists) is in the admin instead.
"""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError, validate

BASE_DIR = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Environment:
    """What the process was told; see `read` for the variables and their defaults."""

    demo: bool
    debug: bool
    secret_key: str
    secret_key_fallbacks: list[str]
    data_dir: Path
    site_url: str
    allowed_hosts: list[str]
    database: dict
    prepared_queries: bool
    redis_url: str
    email: dict
    mail_from: str
    time_zone: str
    require_second_factor: bool
    trusted_proxies: int
    job_lease: int
    secure: bool
    microcache: bool
    tip_keys_dir: Path
    media_bucket: dict = field(default_factory=dict)


def read(environ_file: Path | None = None) -> Environment:
    """Read and check the environment.

    Raises `ImproperlyConfigured` with a sentence that names the variable when a value is missing or nonsense.
    """
    env = Env()
    if environ_file and environ_file.exists():
        env.read_env(str(environ_file))
    try:
        return _read(env)
    except EnvError as error:
        raise ImproperlyConfigured(f"Environment: {error}") from error


def _read(env: Env) -> Environment:
    demo = env.bool("DEMO", False)
    data_dir = Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).resolve()
    port = env.int("PORT", 8000, validate=validate.Range(1, 65535))
    site_url = env.str("SITE_URL", f"http://127.0.0.1:{port}" if demo else "").rstrip("/")
    parts = urlsplit(site_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise ImproperlyConfigured(
            "Environment: SITE_URL must be the portal's address without a path, such as https://kurier.example."
        )
    secure = parts.scheme == "https"
    trusted_proxies = env.int("TRUSTED_PROXIES", 0, validate=validate.Range(0, 5))
    database = env.dj_db_url("DATABASE_URL", f"sqlite:///{data_dir / 'portal.sqlite3'}", conn_max_age=60)
    return Environment(
        demo=demo,
        debug=env.bool("DEBUG", False),
        secret_key=_secret_key(env, data_dir, demo),
        # Earlier keys: what was signed or remembered under them is still known.
        secret_key_fallbacks=env.list("SECRET_KEY_FALLBACKS", []),
        data_dir=data_dir,
        site_url=site_url,
        allowed_hosts=env.list("ALLOWED_HOSTS", _local_hosts() if demo else [parts.hostname]),
        database=database,
        # Off where a pooler between the portal and PostgreSQL hands out another connection for each transaction.
        prepared_queries=env.bool("PREPARED_QUERIES", True),
        redis_url=env.str("REDIS_URL", "", validate=_redis_address),
        email=env.dj_email_url("EMAIL_URL", "console:" if demo else "smtp://127.0.0.1:25"),
        mail_from=env.str("MAIL_FROM", f"portal@{parts.hostname}"),
        time_zone=env.str("TIME_ZONE", "Europe/Warsaw"),
        require_second_factor=env.bool("REQUIRE_SECOND_FACTOR", not demo),
        trusted_proxies=trusted_proxies,
        # Seconds after which a job that still runs is taken for one of a killed worker.
        job_lease=env.int("JOB_LEASE", 15 * 60, validate=validate.Range(5, 24 * 60 * 60)),
        secure=secure,
        # A proxy of ours is taken for a cache over the same headers; two in a row would keep pages twice as long.
        microcache=env.bool("MICROCACHE", not trusted_proxies),
        # Apart from the database and the files, so that neither of them opens a tip. Back it up apart, too.
        tip_keys_dir=Path(env.str("TIP_KEYS_DIR", str(data_dir / "tip-keys"))).resolve(),
        media_bucket=_media_bucket(env),
    )


def _local_hosts():
    return ["127.0.0.1", "localhost", "[::1]"]


def _secret_key(env, data_dir, demo):
    """The key from the environment; the demo makes one of its own and keeps it with its data."""
    key = env.str("SECRET_KEY", "")
    if key:
        if len(key) < 40:
            raise ImproperlyConfigured("Environment: SECRET_KEY must have at least 40 characters.")
        return key
    if not demo:
        raise ImproperlyConfigured(
            "Environment: SECRET_KEY is missing. Make one with: "
            'python -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    path = data_dir / "secret-key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


def _redis_address(value):
    if value and urlsplit(value).scheme not in {"redis", "rediss", "unix"}:
        raise validate.ValidationError("REDIS_URL must begin with redis://, rediss:// or unix://.")


def _media_bucket(env):
    """Options of an S3-compatible bucket; empty where files are kept in DATA_DIR."""
    bucket = env.str("MEDIA_BUCKET", "")
    if not bucket:
        return {}
    return {
        "bucket_name": bucket,
        "endpoint_url": env.str("MEDIA_ENDPOINT", None),
        "access_key": env.str("MEDIA_ACCESS_KEY"),
        "secret_key": env.str("MEDIA_SECRET_KEY"),
        "region_name": env.str("MEDIA_REGION", None),
        "querystring_auth": False,
        "default_acl": None,
        "file_overwrite": True,
    }
