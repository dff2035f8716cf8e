# bash completion of swarm: source <(swarm completion bash)
_swarm() {
    local IFS=$' \t\n' line=${COMP_LINE:0:COMP_POINT} words word typed reply
    read -ra words <<< "$line"
    case $line in
        *[[:space:]]) words+=('') ;;
    esac
    word=${words[${#words[@]} - 1]}
    COMPREPLY=()
    while IFS=$'\t' read -r reply _; do
        COMPREPLY+=("$reply")
    done < <("${words[0]}" candidates -- "${words[@]:1}" 2> /dev/null)

    # bash ends words at '@' and ':' too, and replaces only what follows.
    typed=${COMP_WORDS[COMP_CWORD]}
    case $typed in
        [@:=]) typed= ;;
    esac
    typed=${word%"$typed"}
    COMPREPLY=("${COMPREPLY[@]#"$typed"}")
    if [ "${#COMPREPLY[@]}" -eq 0 ]; then
        compopt -o default 2> /dev/null
    fi
}
complete -F _swarm swarm
