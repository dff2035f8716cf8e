#compdef swarm
# zsh completion of swarm: source <(swarm completion zsh), after compinit
_swarm() {
    local -a texts descriptions
    local text description
    while IFS=$'\t' read -r text description; do
        texts+=("$text")
        descriptions+=("$text  $description")
    done < <("${words[1]}" candidates -- "${(@)words[2,CURRENT]}" 2> /dev/null)
    if (( $#texts )); then
        compadd -l -d descriptions -a texts
    else
        _files
    fi
}
compdef _swarm swarm
