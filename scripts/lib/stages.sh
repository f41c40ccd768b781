# shellcheck shell=bash
# shellcheck disable=SC2154  # $top and $python_of_debian come from whoever sources this
# Stages of scripts/test and scripts/soak: each is timed, logged to build/test-logs/NAME.log and counted; what it counted is
# the sum of all lines "N passed, N failed" that it prints. Sourced after packages.sh, with $top set.

stages_log_dir=$top/build/test-logs
stage_names=()
declare -A stage_seconds stage_passed stage_result stage_note
stages_start=$SECONDS

# count_one passed|failed: what a stage that is one test prints.
count_one() {
  if [ "$1" = passed ]; then echo "1 passed, 0 failed"; else echo "0 passed, 1 failed"; fi
}

stage_failed() { [ "${stage_result[$1]:-0}" -gt 0 ]; }

# run_stage NAME FUNCTION: never fails itself; see finish_stages. A function that fails without having counted a failure
# counts as one.
run_stage() {
  local name=$1 start=$SECONDS status=0 passed failed log
  mkdir -p "$stages_log_dir"
  log=$stages_log_dir/$name.log
  echo "=== $name"
  # A subshell with errexit off inside: the function says by its status what happened.
  ( set +e; "$2" ) 2>&1 | tee "$log" || status=1
  read -r passed failed < <(awk '/^[0-9]+ passed, [0-9]+ failed$/ { p += $1; f += $3 } END { print p + 0, f + 0 }' "$log")
  if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
  stage_names+=("$name")
  stage_seconds[$name]=$((SECONDS - start))
  stage_passed[$name]=$passed
  stage_result[$name]=$failed
}

# skip_as_failed NAME REASON: a stage that cannot run has failed.
skip_as_failed() {
  echo "=== $1: cannot run, $2"
  stage_names+=("$1")
  stage_seconds[$1]=0
  stage_passed[$1]=0
  stage_result[$1]=1
  stage_note[$1]="not run: $2"
}

# finish_stages: the table, the sum as last line, and the exit status.
finish_stages() {
  local name passed=0 failed=0
  echo
  printf '%-10s %8s %8s %9s\n' stage passed failed time
  for name in "${stage_names[@]}"; do
    printf '%-10s %8d %8d %5dm%02ds  %s\n' "$name" "${stage_passed[$name]}" "${stage_result[$name]}" \
      $((stage_seconds[$name] / 60)) $((stage_seconds[$name] % 60)) "${stage_note[$name]:-}"
    passed=$((passed + stage_passed[$name]))
    failed=$((failed + stage_result[$name]))
  done
  printf '%-10s %8s %8s %5dm%02ds\n\n' all "" "" $(((SECONDS - stages_start) / 60)) $(((SECONDS - stages_start) % 60))
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}

# run_ctest DIRECTORY JOBS [CTEST-ARGUMENT...]: runs the tests configured there and prints their count. A skipped or
# disabled test is a failed one.
run_ctest() {
  local directory=$1 jobs=$2 junit status=0
  shift 2
  junit=$(mktemp "${TMPDIR:-/tmp}/maxos-ctest.XXXXXX")
  # ctest takes a relative name as relative to the build folder; mktemp's is absolute.
  ctest --test-dir "$directory" --output-on-failure --no-tests=error -j "$jobs" --output-junit "$junit" "$@" || status=1
  "$python_of_debian" - "$junit" "$status" <<'PYTHON' || status=1
import sys, xml.etree.ElementTree as tree
try:
    cases = tree.parse(sys.argv[1]).getroot().findall("testcase")
except (OSError, tree.ParseError) as error:
    print(f"no result of ctest: {error}")
    cases = []
bad = [c.get("name") for c in cases if c.get("status") != "run"]
failed = max(len(bad), 1 if sys.argv[2] != "0" or not cases else 0)
for name in bad:
    print(f"FAILED or not run: {name}")
print(f"{len(cases) - len(bad)} passed, {failed} failed")
sys.exit(1 if failed else 0)
PYTHON
  rm -f "$junit"
  return "$status"
}

# unit_tests_without_grpc: "FOLDER TARGET" for each maxos_test() of tests/unit that does not take gRPC.
unit_tests_without_grpc() {
  local file folder
  while read -r file; do
    folder=${file#tests/unit/}
    sed 's/#.*//' "$file" | tr '\n' ' ' | grep -oE 'maxos_test\([^)]*\)' | grep -vwE 'GRPC' |
      sed -E "s|maxos_test\( *([A-Za-z0-9_]+).*|${folder%%/*} \1|" || true
  done < <(find tests/unit -mindepth 2 -name CMakeLists.txt | sort)
}

# configure_sanitized PRESET: the unit tests that do not take gRPC are what is built with the preset; sanitized_targets has their
# names afterwards. gRPC is left to the release preset: its headers alone would take half of the time that all tests have,
# and ThreadSanitizer cannot see into Debian's gRPC.
configure_sanitized() {
  mapfile -t sanitized_targets < <(unit_tests_without_grpc | cut -d' ' -f2)
  if [ ${#sanitized_targets[@]} -eq 0 ]; then
    echo "no unit tests found below tests/unit"
    return 1
  fi
  # An unoptimized trainer would take minutes for what the release build has made already.
  local trained=$PWD/build/release/share/maxos/language.model
  [ -e "$trained" ] || trained=
  cmake --preset "$1" -DMAXOS_TESTS=ON -DMAXOS_TRAINED_MODEL="$trained" >/dev/null
}

# build_sanitized_aside PRESET JOBS: begins to build them, in the time that nobody else wants: most tests wait more than they
# compute, and the compilers are what takes long. build_sanitized goes on from there.
sanitized_aside=
build_sanitized_aside() {
  configure_sanitized "$1" || return 1
  mkdir -p "$stages_log_dir"
  chrt --idle 0 ninja -C "build/$1" -j"$2" "${sanitized_targets[@]}" >"$stages_log_dir/build-$1.log" 2>&1 &
  sanitized_aside=$!
  # Ninja ends its compilers.
  trap 'kill "$sanitized_aside" 2>/dev/null || true' EXIT
}

# build_sanitized PRESET JOBS: builds the unit tests without gRPC with the preset.
build_sanitized() {
  # What it could not build is said below.
  [ -z "$sanitized_aside" ] || tail --pid="$sanitized_aside" -f /dev/null
  configure_sanitized "$1" || return 1
  cmake --build "build/$1" --target "${sanitized_targets[@]}" -- -j"$2"
}

sanitizers=(env ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
  UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 TSAN_OPTIONS=halt_on_error=1)

# run_sanitized PRESET JOBS: builds them and runs each program whole.
run_sanitized() {
  local programs=() target
  build_sanitized "$1" "$2" || return 1
  for target in "${sanitized_targets[@]}"; do
    programs+=("$(find "build/$1/tests/unit" -type f -name "$target")")
  done
  "${sanitizers[@]}" "$python_of_debian" -u scripts/lib/run_gtests.py --jobs "$2" --seconds 600 "${programs[@]}"
}

# repeat_sanitized PRESET JOBS CTEST-ARGUMENT...: builds them and runs those that ctest is told to, each by itself.
repeat_sanitized() {
  local preset=$1 jobs=$2 folders=()
  shift 2
  build_sanitized "$preset" "$jobs" || return 1
  mapfile -t folders < <(unit_tests_without_grpc | cut -d' ' -f1)
  # One list of all folders' tests. Tests of the same folder that take gRPC were not built here.
  mkdir -p "build/$preset/without_grpc"
  # shellcheck disable=SC2046  # one word for each folder is meant
  printf 'subdirs("%s")\n' $(printf '%s\n' "${folders[@]}" | sort -u | sed "s|^|$PWD/build/$preset/tests/unit/|") \
    >"build/$preset/without_grpc/CTestTestfile.cmake"
  # run_ctest is a function, which env cannot run.
  export "${sanitizers[@]:1}"
  run_ctest "build/$preset/without_grpc" "$jobs" -E '_NOT_BUILT' "$@"
}
