# Completion of congd(8) for bash. What there is to complete is asked of congd itself, so it is never that of another version.

# `congd --help` lists the commands.
_congd_commands() { # program
    LC_ALL=C "$1" --help 2>/dev/null | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p'
}

# The usage of a command with actions names them: "Usage: congd token create|list|rotate|revoke [OPTION...]".
_congd_actions() { # program command
    LC_ALL=C "$1" "$2" --help 2>/dev/null | sed -n "1s/^Usage: congd $2 //p" | tr -s '][|() ' '\n' | grep -x '[a-z][a-z-]*'
}

_congd_options() { # program command [action]
    LC_ALL=C "$@" --help 2>/dev/null | grep -o -e '--[a-z][a-z-]*=\?'
}

# Settings as --set takes them.
_congd_settings() { # program
    LC_ALL=C "$1" config --sample 2>/dev/null | sed -n 's/^#\([a-z_]*\) =.*/\1=/p'
}

_congd() {
    local current previous program=${COMP_WORDS[0]} command=${COMP_WORDS[1]:-} action='' words='' line=${COMP_LINE:0:COMP_POINT}
    # `=` parts words in COMP_WORDS; what is completed is the text behind it.
    current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    [ "$current" != = ] || current=''
    [ "$previous" != = ] || previous=${COMP_WORDS[COMP_CWORD - 2]}
    COMPREPLY=()
    if [ "$COMP_CWORD" = 1 ]; then
        words="$(_congd_commands "$program") --help --version"
    elif [[ $previous == --role ]]; then
        words='reader author editor admin'
    elif [[ $previous == --level ]]; then
        words='info warning danger'
    elif [[ $previous == --set && $line != *--set*=*=* ]]; then
        words=$(_congd_settings "$program")
        compopt -o nospace
    elif [[ $current == -* ]]; then
        [[ $COMP_CWORD -gt 2 && ${COMP_WORDS[2]} == [a-z]* ]] && action=${COMP_WORDS[2]}
        words=$(_congd_options "$program" "$command" ${action:+"$action"})
        compopt -o nospace
    else
        [ "$COMP_CWORD" != 2 ] || words=$(_congd_actions "$program" "$command")
        # Nothing else is known of what comes here; most of it is a file.
        [ -n "$words" ] || compopt -o default
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    # One that takes no value is done.
    [[ ${#COMPREPLY[@]} != 1 || ${COMPREPLY[0]} != --* || ${COMPREPLY[0]} == *= ]] || COMPREPLY[0]+=' '
}
complete -F _congd congd
