#!/bin/bash
# The whole way once, with the commands a user types: a hub, two clinics, three doctors; from a file to a signed report that its clinic
# verifies, a critical value that rings and is answered, a second doctor's signature, a report that is put right. What comes out stays in demo-out/. KEEP=1 leaves the hub running. Ends with an error if anything is not as told.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out="$root/demo-out"
program=${READINGHUB_PROGRAM:-$root/.build/debug/readinghub}
keep=${KEEP:-}
samples=SampleStudies
hub_pid=
listener_pid=
storescu=$(command -v storescu || true)

export READINGHUB_HOME="$out/home" TCP_NODELAY=1
unset READINGHUB_PROFILE READINGHUB_TOKEN
case "${LC_ALL:-${LC_CTYPE:-${LANG:-C}}}" in C | POSIX) export LC_ALL=C.UTF-8 ;; esac

stop() { printf '\ndemo: FAILED: %s\n' "$*" >&2; exit 1; }
chapter() { printf '\n── %s\n' "$1"; }
say() { printf '   %s\n' "$@"; }
readinghub() { "$program" "$@"; }

# Shows a command as it would be typed.
show() {
  local word line=
  for word in "$@"; do
    case "$word" in *[!A-Za-z0-9_./:,@=+-]*) if [[ $word =~ ^[^[:space:]\'\"\$\`\\]+$ ]]; then line+=" $word"; else line+=" '$word'"; fi ;; *) line+=" $word" ;; esac
  done
  printf '\n   $%s\n' "$line"
}

# Shows a command, runs it, shows what it says; its exit code stays.
typed() { show "$@"; "$@" 2>&1 | sed 's/^/   │ /'; }

# The same for long answers: the middle is left out.
typed_briefly() { show "$@"; "$@" 2>&1 | awk '{ line[NR] = $0 } END { for (n = 1; n <= NR; n++) if (NR <= 24 || n <= 14 || n > NR - 4) print "   │ " line[n]; else if (n == 15) print "   │   … (" NR - 18 " more lines)" }'; }

# Reads JSON from standard input; $1 is a Python expression over `it`.
pick() { python3 -c "import json, sys; it = json.load(sys.stdin); print($1)"; }

finish() {
  local status=$?
  [ -z "$listener_pid" ] || kill "$listener_pid" 2>/dev/null || true
  if [ -n "$hub_pid" ] && { [ "$status" -ne 0 ] || [ -z "$keep" ]; }; then
    kill -TERM "$hub_pid" 2>/dev/null || true
    wait "$hub_pid" 2>/dev/null || true
  fi
  if [ "$status" -ne 0 ] && [ -f "$out/hub.log" ]; then
    printf 'demo: the last words of the hub (%s):\n' "$out/hub.log" >&2
    tail -n 5 "$out/hub.log" >&2
  fi
}
trap finish EXIT
trap 'exit 130' INT TERM

free_port() {
  local port
  for _ in $(seq 100); do
    port=$((20000 + RANDOM % 20000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then echo "$port"; return; fi
  done
  stop "no free port found"
}

prepare() {
  [ -x "$program" ] || stop "$program is not built; run: make demo"
  [ -n "$storescu" ] || stop "storescu is missing; run: make setup"
  if [ -f "$out/hub.pid" ] && kill -0 "$(cat "$out/hub.pid")" 2>/dev/null; then
    stop "a hub of an earlier demo is still running; stop it with: kill $(cat "$out/hub.pid")"
  fi
  rm -rf "$out"
  mkdir -p "$out"
  cd "$root"
  http=$(free_port)
  dicom=$(free_port)
  [ "$http" != "$dicom" ] || dicom=$((dicom + 1))
}

start_hub() {
  chapter "A hub is made and started"
  say "Its data folder gets keys, an empty store and the administrator's profile."
  typed readinghub init --data demo-out/hub --name 青山县远程阅图中心 --url "http://127.0.0.1:$http" --quiet-seconds 1
  show readinghub serve --data demo-out/hub --http "127.0.0.1:$http" --dicom "127.0.0.1:$dicom"
  "$program" serve --data demo-out/hub --http "127.0.0.1:$http" --dicom "127.0.0.1:$dicom" >"$out/hub.log" 2>&1 &
  hub_pid=$!
  echo "$hub_pid" >"$out/hub.pid"
  for _ in $(seq 200); do
    grep -q '^dicom ' "$out/hub.log" && grep -q '^http ' "$out/hub.log" && break
    kill -0 "$hub_pid" 2>/dev/null || stop "the hub did not start"
    sleep 0.05
  done
  sed 's/^/   │ /' "$out/hub.log"
}

# $1 name, $2 scopes, $3 profile
add_reader() {
  local code
  show readinghub admin reader add "$1" --hospital 青山县人民医院 --reads "$2" --profile admin
  code=$(readinghub admin reader add "$1" --hospital 青山县人民医院 --reads "$2" --profile admin 2>/dev/null)
  printf '   │ %s\n' "$code"
  typed readinghub enroll "$code" --no-passphrase --profile "$3"
}

make_region() {
  chapter "The administrator adds a hospital and two clinics"
  typed readinghub admin hospital add 青山县人民医院 --profile admin
  typed readinghub admin clinic add 青山镇卫生院 --code QINGSHAN --ae QINGSHAN --read-by 青山县人民医院 --save-profile qingshan --profile admin
  typed readinghub admin clinic add 白鹤乡卫生院 --code BAIHE --ae BAIHE --read-by 青山县人民医院 --save-profile baihe --profile admin
  say "" "For 白鹤乡卫生院 a second doctor issues every ECG report:"
  typed readinghub admin clinic agreement BAIHE --review ecg --profile admin
  chapter "Three doctors enrol: each makes a key on the own machine and gets a certificate"
  say "(A real doctor's key has a passphrase.)"
  add_reader 陈静 ecg chenjing
  add_reader 林涛 ecg lintao
  add_reader 李明 ct,mr,xray,ultrasound liming
}

# Options of `upload` for sample $1, whose files do not say whose they are.
identity_of() {
  pick "'\n'.join(['--patient-id', it['identity']['patientID'], '--name', it['identity']['name'], '--sex', {'F': 'female', 'M': 'male'}[it['identity']['sex']], '--birth-date', it['identity']['birthDate']])" \
    <"$samples/$1/expected.json"
}

# $1 sample, $2 profile
upload_with_identity() {
  local identity
  mapfile -t identity < <(identity_of "$1")
  typed readinghub upload "$samples/$1" --manifest "${identity[@]}" --profile "$2"
}

# Files of the samples of clinic $1 that say whose they are.
dicom_files() {
  local expected
  for expected in "$samples"/*/expected.json; do
    pick "'\n'.join('$(dirname "$expected")/' + name for name in it['files']) if it['clinic'] == '$1' and it['identityInFile'] else ''" <"$expected"
  done | sed '/^$/d'
}

send_by_dicom() {
  local files
  chapter "青山镇卫生院: its machines send by DICOM (C-STORE)"
  mapfile -t files < <(dicom_files qingshan)
  typed "$storescu" -v -R -xx -aet QINGSHAN -aec READINGHUB 127.0.0.1 "$dicom" "${files[@]}" | grep -v 'Requesting\|Accepted\|Releasing\|checking\|Max Send\|XMIT' || stop "storescu"
  say "One recording is in WFDB files, which do not say whose they are: the nurse does."
  upload_with_identity ecg-right-bundle-branch-block qingshan
}

send_by_upload() {
  chapter "白鹤乡卫生院: the nurse uploads files and folders, and leaves one window listening"
  show readinghub reports --follow --profile baihe
  "$program" reports --follow --profile baihe >"$out/heard.txt" 2>&1 &
  listener_pid=$!
  typed readinghub upload "$samples"/{ct-chest,ultrasound-colour,ecg-left-bundle-branch-block,ecg-paced} --manifest --profile baihe
  upload_with_identity ecg-long-two-leads baihe
  wait_for_ecgs 8
  say "A man of 73 has chest pain. His ECG is sent when eight others wait already."
  show readinghub upload "$samples/ecg-acute-st-elevation" --manifest --note 胸痛1小时 --profile baihe --json
  readinghub upload "$samples/ecg-acute-st-elevation" --manifest --note 胸痛1小时 --profile baihe --json >"$out/receipt.json" || stop "the upload"
  say "│ $(pick "it['results'][0]['outcome'] + ', receipt kept in demo-out/receipt.json'" <"$out/receipt.json")"
  say "And one more, from an older machine, comes just after it."
  upload_with_identity ecg-st-elevation-wfdb baihe
}

worklist_json() { readinghub worklist --kind ecg --profile chenjing --json; }

# Until $1 ECGs are analysed.
wait_for_ecgs() {
  local count
  for _ in $(seq 300); do
    count=$(worklist_json | pick "sum(row['readiness'] == 'ready' and row['screening'] != 'pending' for row in it['readings'])")
    [ "$count" -ge "$1" ] && return
    sleep 0.1
  done
  stop "only $count of $1 ECGs were analysed"
}

answer_critical() {
  local number
  chapter "It rings at 白鹤乡卫生院 before a doctor has looked: the core's grade is critical"
  for _ in $(seq 300); do
    grep -q 'critical ack' "$out/heard.txt" && break
    sleep 0.1
  done
  grep -q 'critical ack' "$out/heard.txt" || stop "the clinic was not told of the critical ECG"
  sed 's/^/   │ /' "$out/heard.txt"
  number=$(readinghub critical list --profile baihe --json | pick "next(row['id'] for row in it['episodes'] if row['patientName'] == '王小东')")
  typed readinghub critical ack "$number" --name 张护士 --action 已给予阿司匹林，联系胸痛中心转院 --profile baihe
  say "" "Both sides see who was told what, when, and what was answered:"
  typed readinghub critical list "$number" --profile chenjing
  kill "$listener_pid" 2>/dev/null || true
  wait "$listener_pid" 2>/dev/null || true
  listener_pid=
}

read_ecg() {
  local id head
  chapter "The cardiologist 陈静 looks at the worklist: the dangerous ECG is on top"
  wait_for_ecgs 10
  typed readinghub worklist --kind ecg --profile chenjing
  head=$(worklist_json | pick "it['readings'][0]['patientName'] + ' ' + str(it['readings'][0].get('grade'))")
  [ "$head" = "王小东 critical" ] || stop "the head of the worklist is '$head', not the ST elevation of 王小东"
  worklist_json >"$out/worklist.json"
  chapter "She takes it, looks at the page, writes and signs"
  typed readinghub claim --next --kind ecg --profile chenjing
  id=$(worklist_json | pick "it['readings'][0]['id']")
  typed readinghub view "$id" --out demo-out/ecg.png --profile chenjing
  cat >"$out/report-ecg.txt" <<'REPORT'
== 所见 Findings ==
窦性心律。前壁导联 ST 段弓背向上抬高，伴对应导联 ST 段压低。
== 诊断 Impression ==
急性前壁 ST 段抬高型心肌梗死图形，危急值。请立即启动胸痛流程并转诊。
REPORT
  typed cat demo-out/report-ecg.txt
  typed readinghub report "$id" --file demo-out/report-ecg.txt --grade critical --profile chenjing
  say "" "sign shows the exact content that goes under the signature; --yes answers the question."
  typed_briefly readinghub sign "$id" --yes --out demo-out/preliminary-ecg.pdf --profile chenjing
  say "" "The reading is an emergency: her report has left as preliminary, and says so."
  typed readinghub reports --profile baihe
  readinghub reports --profile baihe --json | pick "it['report']['status']" | grep -qx preliminary || stop "no preliminary report came"
  review_ecg "$id"
}

# $1 reading
review_ecg() {
  local status=0
  chapter "Another doctor issues it: 林涛 signs beside her; she herself may not"
  typed readinghub claim "$1" --profile chenjing || status=$?
  [ "$status" -eq 1 ] || stop "the reporter could claim the review of her own report"
  typed readinghub claim --next --kind ecg --profile lintao
  typed_briefly readinghub review "$1" --yes --out demo-out/signed-ecg.pdf --profile lintao
}

read_image() {
  local id
  chapter "The radiologist 李明 reads the chest CT"
  typed readinghub worklist --kind imaging --profile liming
  id=$(readinghub worklist --kind imaging --profile liming --json | pick "next(row['id'] for row in it['readings'] if row['modality'] == 'CT')")
  typed readinghub claim "$id" --profile liming
  typed readinghub view "$id" --out demo-out/ct.png --profile liming
  printf '所见: 三层胸部平扫，窗宽窗位合适。\n诊断: 所示层面未见明确急性病变。\n' >"$out/report-ct.txt"
  typed readinghub report "$id" --file demo-out/report-ct.txt --profile liming
  typed_briefly readinghub sign "$id" --yes --profile liming
}

fetch_and_verify() {
  local pdf size status=0
  chapter "白鹤乡卫生院 asks for its reports and checks them"
  typed readinghub reports --out demo-out/reports --profile baihe
  pdf=$(find "$out/reports" -name '000001-*.pdf')
  [ -n "$pdf" ] || stop "no report came"
  pdf=${pdf#"$root/"}
  say "" "verify works offline: it needs the file and the root certificate of the profile, no hub."
  typed readinghub verify demo-out/reports/*.pdf --profile baihe || stop "a good report is not VALID"
  say "" "Somebody changes one byte of a copy:"
  size=$(stat -c %s "$pdf")
  python3 - "$pdf" "$out/tampered.pdf" "$((size / 3))" <<'TAMPER'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
data[int(sys.argv[3])] ^= 1
open(sys.argv[2], "wb").write(data)
TAMPER
  typed readinghub verify demo-out/tampered.pdf --profile baihe || status=$?
  [ "$status" -eq 6 ] || stop "the tampered copy ended with $status, not with 6 (INVALID)"
  chapter "It says that it has them: the preliminary ECG report, the final one, and the CT's"
  typed readinghub reports ack 1 --profile baihe
  typed readinghub reports ack 2 --profile baihe
  typed readinghub reports ack 3 --profile baihe
  put_right
  chapter "The administrator checks that nothing was taken back"
  typed readinghub audit verify --anchor demo-out/receipt.json --profile admin || stop "the audit trail does not hold"
}

put_right() {
  local id pdf
  chapter "A word in the CT report is wrong: 李明 corrects it, and nothing that was signed is taken away"
  id=$(readinghub reports --all --profile baihe --json | sed -n 3p | pick "it['report']['reading']")
  typed readinghub amend "$id" --kind corrected --reason 漏写右肺上叶小结节 --profile liming
  printf '所见: 三层胸部平扫，窗宽窗位合适。\n诊断: 右肺上叶小结节，建议随访。余所示层面未见明确急性病变。\n' >"$out/report-ct-corrected.txt"
  typed readinghub report "$id" --file demo-out/report-ct-corrected.txt --profile liming
  typed readinghub report "$id" --changes --profile liming
  typed_briefly readinghub sign "$id" --yes --profile liming
  say "" "白鹤乡卫生院 gets it under a new number, sees which one counts, and acknowledges it:"
  typed readinghub reports --out demo-out/reports --profile baihe
  typed readinghub reports --all --profile baihe
  pdf=$(cd "$root" && echo demo-out/reports/000003-*.pdf)
  typed readinghub verify "$pdf" --profile baihe | tee "$out/superseded.txt"
  grep -q 'superseded by version 2\|已被第 2 版取代' "$out/superseded.txt" || stop "verify does not say that version 1 is superseded"
  typed readinghub reports ack 4 --profile baihe
}

close_up() {
  chapter "Done. What came out, in demo-out/:"
  if [ -n "$keep" ]; then
    say "The hub runs on. To go on with it:" "  export READINGHUB_HOME=$READINGHUB_HOME" "  $program worklist --profile chenjing" "To stop it:" "  kill $hub_pid"
  else
    kill -TERM "$hub_pid"
    wait "$hub_pid" || stop "the hub did not end cleanly"
    hub_pid=
    rm -rf "$out/hub" "$out/home" "$out/hub.pid"
  fi
  (cd "$root" && find demo-out -maxdepth 2 -type f \( -name '*.png' -o -name '*.pdf' -o -name '*.json' -o -name '*.txt' -o -name 'hub.log' \) ! -path '*/home/*' ! -path '*/hub/*' | sort | sed 's/^/   /')
}

prepare
start_hub
make_region
send_by_dicom
send_by_upload
answer_critical
read_ecg
read_image
fetch_and_verify
close_up
