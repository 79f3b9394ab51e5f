"""Schema steps, run from code in one transaction; a new file is an empty one upgraded."""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory


def upgrade(path: Path) -> None:
    """Bring the database file at `path` to the newest schema, wholly or not at all."""
    from desktop.models.database import APPLICATION_ID, SCHEMA, _engine

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    engine = _engine(path)

    def steps(revision: object, _context: object) -> object:
        return script._upgrade_revs("head", revision)  # type: ignore[arg-type]

    try:
        with EnvironmentContext(config, script, fn=steps) as environment, engine.begin() as connection:
            environment.configure(connection=connection, transactional_ddl=True)
            with environment.begin_transaction():
                environment.run_migrations()
                connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")
    finally:
        engine.dispose()
