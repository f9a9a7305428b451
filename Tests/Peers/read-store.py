"""Reads a copy of a hub's store with another program's eyes; never the store of a running hub.

usage: read-store.py arrivals DATABASE AFTER   arrivals after a number as JSON lines: SOP Instance UID, digests, study, reading
       read-store.py flip DATABASE COLUMN NUMBER OFFSET   changes one bit of one value of one audit entry; done twice it is undone
       read-store.py cut DATABASE COUNT   takes the last audit entries away
"""

import json
import sqlite3
import sys


def arrivals(path, after):
    query = """
        SELECT arrival.id, arrival.sop_instance_uid, arrival.blob, arrival.study, reading.id, arrival.quarantine_code
        FROM arrival LEFT JOIN reading ON reading.study = arrival.study WHERE arrival.id > ?
    """
    for number, uid, blob, study, reading, code in sqlite3.connect(path).execute(query, (after,)):
        row = {"number": number, "uid": uid, "blob": digest(blob), "isIndexed": study is not None, "hasReading": reading is not None}
        print(json.dumps(row | {"code": code}))


def digest(value):
    return value.hex() if isinstance(value, bytes) else value


def without_triggers(connection):
    """Whoever tampers with the file is not stopped by what the file says."""
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    return [sql for _, sql in triggers]


def flip(path, column, number, offset):
    connection = sqlite3.connect(path)
    triggers = without_triggers(connection)
    # The first entry from there on that has anything in this field; a flip changes no length, so the second flip finds the same.
    query = f"SELECT number, {column} FROM audit WHERE number >= ? AND length({column}) > 0 ORDER BY number LIMIT 1"
    number, value = connection.execute(query, (number,)).fetchone()
    data = bytearray(value if isinstance(value, bytes) else str(value).encode())
    data[offset % len(data)] ^= 1
    changed = bytes(data) if isinstance(value, bytes) else data.decode() if isinstance(value, str) else int(data.decode())
    connection.execute(f"UPDATE audit SET {column} = ? WHERE number = ?", (changed, number))
    for sql in triggers:
        connection.execute(sql)
    connection.commit()


def cut(path, count):
    connection = sqlite3.connect(path)
    triggers = without_triggers(connection)
    connection.execute("DELETE FROM audit WHERE number > (SELECT max(number) FROM audit) - ?", (count,))
    for sql in triggers:
        connection.execute(sql)
    connection.commit()


if sys.argv[1] == "arrivals":
    arrivals(sys.argv[2], int(sys.argv[3]))
elif sys.argv[1] == "flip":
    flip(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
else:
    cut(sys.argv[2], int(sys.argv[3]))
