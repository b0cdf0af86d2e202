# Varnish between a proxy that ends TLS and congd. One machine does not need it, for congd keeps its pages ready itself; it
# is for offices that have Varnish already. For Debian 12 and 13 (Varnish 7).
#
#   1. cp /usr/share/doc/congd/examples/varnish.vcl /etc/varnish/congd.vcl
#   2. systemctl edit varnish            [Service]
#                                        ExecStart=
#                                        ExecStart=/usr/sbin/varnishd -j unix,user=vcache -F -f /etc/varnish/congd.vcl \
#                                            -a 127.0.0.1:6081 -a 127.0.0.1:6086,PROXY -s malloc,256m \
#                                            -p http_gzip_support=off -p backend_idle_timeout=4 -p http_req_hdr_len=16k
#   3. systemctl edit congd.socket       [Socket]
#                                        ListenStream=
#                                        ListenStream=127.0.0.1:8080
#   4. /etc/congd/congd.conf             base_url = https://binhgia.example
#                                        trusted_proxies = 127.0.0.1
#   5. The proxy in front sends to 127.0.0.1:6086 by the PROXY protocol (HAProxy: server varnish 127.0.0.1:6086 send-proxy-v2),
#      or to 127.0.0.1:6081 with X-Forwarded-For (nginx). It says Strict-Transport-Security and answers the redirect to https.
#
# http_gzip_support=off leaves compression to congd, which knows brotli too. congd keeps idle connections 15 s, 5 s when it has
# many: Varnish lets go of them after backend_idle_timeout.
vcl 4.1;

backend congd {
    .host = "127.0.0.1";
    .port = "8080";
    # Longer than anything of congd's (idle_timeout, 10 minutes); streams send something every 15 s.
    .connect_timeout = 10s;
    .first_byte_timeout = 660s;
    .between_bytes_timeout = 660s;
}

# Who may say in X-Forwarded-For whose request it is: the proxy in front, where it does not speak PROXY.
acl terminators {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    # What the client itself says it is counts for nothing. Varnish has added the peer at the end of what the proxy said, where
    # congd looks through trusted addresses.
    if (client.ip !~ terminators) {
        set req.http.X-Forwarded-For = client.ip;
    }
    # For the office's monitoring, which asks congd itself (metrics_listen). Nobody writes the letters of one word as escapes
    # but who wants to get past this.
    if (req.url ~ "(?i)^/+(metrics|healthz|readyz)/*($|[?])" || req.url ~ "(?i)^/+[^/?]*%(4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])[^/?]*/*($|[?])") {
        return (synth(404));
    }
    # Varnish hands on bytes of what it does not know.
    if (req.method !~ "^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$") {
        return (synth(501));
    }
    # Interface, pictures and the statistics in numbers may be kept, for as long as congd says; with a token nothing is. All
    # the rest is congd's own to keep ready: it counts each view, answers conditions, and what is withdrawn is gone at once.
    if (req.method !~ "^(GET|HEAD)$" || req.http.Authorization || req.url !~ "^/(static/|media/[^/?]+\.(jpg|webp|png)$|api/stats$)") {
        return (pass);
    }
    unset req.http.Cookie;
    # One kept answer for each coding, not for each browser's list of them.
    if (req.http.Accept-Encoding ~ "\bbr\b(?!;q=0(\.0*)?(,|$))") {
        set req.http.Accept-Encoding = "br";
    } elsif (req.http.Accept-Encoding ~ "\bgzip\b(?!;q=0(\.0*)?(,|$))") {
        set req.http.Accept-Encoding = "gzip";
    } else {
        unset req.http.Accept-Encoding;
    }
    return (hash);
}

sub vcl_backend_response {
    # Never a moment longer than congd says; what says nothing is not kept.
    set beresp.grace = 0s;
    set beresp.keep = 0s;
    if (beresp.http.Cache-Control !~ "public" || beresp.ttl <= 0s || beresp.status >= 300) {
        set beresp.ttl = 0s;
        set beresp.uncacheable = true;
        return (deliver);
    }
    # A browser may keep a picture for a day. Here, where all come by, one that was withdrawn is gone within five seconds.
    if (bereq.url ~ "^/media/" && beresp.ttl > 5s) {
        set beresp.ttl = 5s;
    }
}

sub vcl_deliver {
    unset resp.http.Via;
    unset resp.http.X-Varnish;
}

# When congd does not answer: a word that names no program. Written by hand, for there is no page without congd.
sub vcl_backend_error {
    set beresp.http.Content-Type = "text/plain; charset=utf-8";
    set beresp.http.Cache-Control = "no-store";
    set beresp.http.Retry-After = "5";
    set beresp.body = {"Cổng tạm thời không trả lời. / The portal does not answer for the moment.
"};
    return (deliver);
}

sub vcl_synth {
    set resp.http.Content-Type = "text/plain; charset=utf-8";
    set resp.http.Cache-Control = "no-store";
    set resp.body = "" + resp.status + " " + resp.reason + {"
"};
    return (deliver);
}
