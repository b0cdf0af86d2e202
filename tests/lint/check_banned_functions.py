"""Functions that have no place here: without a limit, with hidden state, or depending on the machine's locale."""
import source

BANNED = {
    "strcpy|strcat|strncpy|strncat|sprintf|vsprintf|gets|stpcpy": "snprintf, memcpy or a buf",
    "strtok|strtok_r": "strcspn and friends",
    "atoi|atol|atoll|atof": "strtoll with its checks",
    "alloca|strdupa|strndupa": "an arena",
    "system|popen|execvp|execlp": "nothing runs through a shell or PATH",
    "rand|srand|random|drand48": "randombytes_buf",
    "localtime|localtime_r|gmtime|gmtime_r|ctime|asctime|mktime|timegm|strftime|tzset": "text/date.h",
    "setlocale|toupper_l": "nothing depends on the locale",
    "json_loadb|json_loads|json_loadf|json_load_file|json_loadfd|json_dumps": "base/json_text.h",
    "json_copy": "json_deep_copy, which looks whether there was memory",
    "tmpnam|tempnam|mktemp": "mkstemp or mkdtemp",
}
findings = []
for path in source.files("daemon", "include", ends=(".c", ".h", ".def")):
    text = source.code(source.read(path))
    for names, instead in BANNED.items():
        for line, found in source.lines_with(text, rf"(?<![\w.>])({names})\s*\("):
            findings.append(f"{path}:{line}: {found.rstrip('( ')}: use {instead}")
source.finish(findings)
