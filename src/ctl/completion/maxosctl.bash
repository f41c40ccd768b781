# bash completion for maxosctl(1)
_maxosctl() {
  local cur prev words cword
  _init_completion -n =: || return

  local commands="ask stream understand health agents capabilities units version user root"
  local command="" action="" i
  for ((i = 1; i < cword; i++)); do
    case ${words[i]} in
      -a | --address | -c | --context | -d | --domain | -s | --session | -t | --timeout) ((i++)) ;;
      -*) ;;
      *)
        if [[ $command ]]; then
          action=${words[i]}
          break
        fi
        command=${words[i]}
        ;;
    esac
  done

  case $prev in
    -a | --address)
      # bash splits words at colons, so what stands before the last one must not come again.
      mapfile -t COMPREPLY < <(compgen -W "unix:/run/maxos/grpc.sock localhost:50051" -- "$cur")
      __ltrim_colon_completions "$cur"
      return
      ;;
    -d | --domain)
      mapfile -t COMPREPLY < <(compgen -W "filesystem system network developer knowledge" -- "$cur")
      return
      ;;
    -c | --context)
      local keys="cwd= session= domain= request_id= dry_run=true detach=true confirmation_token= locale="
      mapfile -t COMPREPLY < <(compgen -W "$keys" -- "$cur")
      [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace
      return
      ;;
    -s | --session | -t | --timeout) return ;;
  esac

  if [[ $cur == -* ]]; then
    local options="--address --json --timeout --help --version"
    case $command in
      ask | stream) options+=" --context --session --domain --dry-run --yes" ;;
      understand) options+=" --context --session --domain --jsonl" ;;
      health) options+=" --watch" ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
    return
  fi

  case $command:$action in
    user:) mapfile -t COMPREPLY < <(compgen -W "enable disable list" -- "$cur") && return ;;
    user:enable | user:disable) mapfile -t COMPREPLY < <(compgen -u -- "$cur") && return ;;
    root:) mapfile -t COMPREPLY < <(compgen -W "add remove list" -- "$cur") && return ;;
    root:add | root:remove) mapfile -t COMPREPLY < <(compgen -o dirnames -d -- "$cur") && return ;;
  esac
  case $command in
    units) mapfile -t COMPREPLY < <(compgen -W "list allow forget" -- "$cur") ;;
    "") mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$cur") ;;
    capabilities) mapfile -t COMPREPLY < <(compgen -W "filesystem system network developer knowledge evolver" -- "$cur") ;;
  esac
} && complete -F _maxosctl maxosctl
