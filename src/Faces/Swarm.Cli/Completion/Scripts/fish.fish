# fish completion of swarm: swarm completion fish | source
function __swarm_candidates
    set -l words (commandline -opc)
    set -l found ($words[1] candidates -- $words[2..-1] (commandline -ct) 2> /dev/null)
    if test (count $found) -gt 0
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c swarm -f -a '(__swarm_candidates)'
