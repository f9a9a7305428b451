"""A hub's TLS as Python's ssl and the openssl program see it.

tls.py check HOST PORT ROOT OTHER_ROOT      one line for each way to connect
tls.py issue KEYS FOLDER DAYS               pairs 1, 2, 3 and an ended one, under the root in KEYS
tls.py reload HOST PORT ROOT FOLDER PID     exchanges pair 1 while the hub runs
"""

import http.client
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time


def context(root, **settings):
    made = ssl.create_default_context(cafile=root)
    # Whatever the system's policy: what is refused here is the hub's doing.
    made.set_ciphers("ALL:COMPLEMENTOFALL:@SECLEVEL=0")
    for name, value in settings.items():
        setattr(made, name, value)
    return made


def ask(host, port, settings, name=None):
    try:
        with socket.create_connection((host, port), timeout=20) as plain:
            with settings.wrap_socket(plain, server_hostname=name or host) as secure:
                secure.sendall(b"GET /health/live HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n")
                answer = b""
                while chunk := secure.recv(4096):
                    answer += chunk
                return secure.version() + " " + answer.split(b" ")[1].decode()
    except ssl.SSLCertVerificationError:
        return "certificate verify failed"
    except (ssl.SSLError, ConnectionResetError):
        return "refused"


def only(version, root):
    return context(root, minimum_version=version, maximum_version=version)


def check(host, port, root, other):
    print("pinned root:", ask(host, port, context(root)))
    print("other root:", ask(host, port, context(other)))
    print("other name:", ask(host, port, context(root), "hub.example"))
    print("TLSv1.2:", ask(host, port, only(ssl.TLSVersion.TLSv1_2, root)))
    print("TLSv1.1:", ask(host, port, only(ssl.TLSVersion.TLSv1_1, root)))
    print("TLSv1:", ask(host, port, only(ssl.TLSVersion.TLSv1, root)))
    for cipher in ["NULL-SHA256", "AES128-SHA", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-GCM-SHA384"]:
        limited = only(ssl.TLSVersion.TLSv1_2, root)
        limited.set_ciphers(cipher + ":@SECLEVEL=0")
        print(cipher + ":", ask(host, port, limited))
    late = str(int(time.time()) + 91 * 86400)
    command = ["openssl", "s_client", "-connect", f"{host}:{port}", "-CAfile", root, "-attime", late, "-verify_return_error"]
    seen = subprocess.run(command, input=b"", capture_output=True, timeout=30)
    said = b"certificate has expired" in seen.stdout + seen.stderr and seen.returncode != 0
    print("ahead of its time:", "certificate verify failed" if said else seen.stderr.decode())
    plain = http.client.HTTPConnection(host, port, timeout=20)
    plain.request("GET", "/health/live", headers={"Authorization": "Bearer none"})
    answer = plain.getresponse()
    body = answer.read().decode()
    print("plain:", "HTTP/1.1", answer.status, answer.reason, "https://" if "https://" in body else body)


def run(*command):
    subprocess.run(command, check=True, capture_output=True, timeout=60)


def issue(keys, folder, days):
    os.makedirs(folder)
    extensions = os.path.join(folder, "extensions")
    with open(extensions, "w") as file:
        file.write("subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n")
    for number in ["1", "2", "3", "ended"]:
        stem = os.path.join(folder, number)
        run("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-keyout", stem + ".key", "-out", stem + ".csr", "-subj", "/CN=" + number)
        begin = [] if number != "ended" else ["-days", "-1"]
        run("openssl", "x509", "-req", "-in", stem + ".csr", "-CA", keys + "/root.pem", "-CAkey", keys + "/root-key.pem", "-out", stem + ".pem",
            "-set_serial", "0x" + number if number.isdigit() else "0x99", "-extfile", extensions, *(begin or ["-days", days]))


def serial(host, port, root):
    with socket.create_connection((host, port), timeout=20) as plain:
        with context(root).wrap_socket(plain, server_hostname=host) as secure:
            return int(secure.getpeercert()["serialNumber"], 16)


def reload(host, port, root, folder, pid):
    def put(number, *endings):
        for ending in endings:
            shutil.copyfile(f"{folder}/{number}.{ending}", f"{folder}/new")
            os.replace(f"{folder}/new", f"{folder}/1.{ending}")

    def hang_up():
        os.kill(pid, signal.SIGHUP)
        time.sleep(1)

    print("first:", serial(host, port, root))
    old = http.client.HTTPSConnection(host, port, context=context(root), timeout=20)
    old.request("GET", "/health/live")
    old.getresponse().read()
    put("2", "pem")
    hang_up()
    print("mixed pair after SIGHUP:", serial(host, port, root))
    put("2", "key")
    hang_up()
    print("whole pair after SIGHUP:", serial(host, port, root))
    first = int(old.sock.getpeercert()["serialNumber"], 16)
    old.request("GET", "/health/live")
    print("connection from before:", first, old.getresponse().status)
    put("3", "pem", "key")
    end = time.time() + 40
    while serial(host, port, root) != 3 and time.time() < end:
        time.sleep(0.5)
    print("files alone:", serial(host, port, root))
    put("ended", "pem", "key")
    hang_up()
    print("ended certificate after SIGHUP:", serial(host, port, root))


if __name__ == "__main__":
    what, rest = sys.argv[1], sys.argv[2:]
    if what == "check":
        check(rest[0], int(rest[1]), rest[2], rest[3])
    elif what == "issue":
        issue(*rest)
    elif what == "reload":
        reload(rest[0], int(rest[1]), rest[2], rest[3], int(rest[4]))
