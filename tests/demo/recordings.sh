#!/bin/sh
# Makes the demonstration's film and sound, assets/demo/suong-som.mp4 and nhac-hieu.m4a, of a picture that is drawn already and of
# tones: by ffmpeg, which nobody else needs. What it makes is committed.
set -eu
cd "$(dirname "$0")/../../assets/demo"
# From left to right over eight seconds, twelve pictures a second; the index first, so that it begins at once.
ffmpeg -hide_banner -loglevel error -y -loop 1 -i thung-lung-som.webp -t 8 -r 12 -an \
    -vf 'scale=960:540,crop=w=640:h=360:x=(in_w-640)*t/8:y=90,format=yuv420p' \
    -c:v libx264 -preset veryslow -crf 30 -map_metadata -1 -fflags +bitexact -movflags +faststart suong-som.mp4
# Five bells of the five-tone scale, then a gong; each dies away.
ffmpeg -hide_banner -loglevel error -y -f lavfi -i \
    "aevalsrc='0.3*sin(2*PI*523*t)*exp(-3*t)+0.3*gte(t,.6)*sin(2*PI*587*t)*exp(-3*(t-.6))+0.3*gte(t,1.2)*sin(2*PI*659*t)*exp(-3*(t-1.2))+0.3*gte(t,1.8)*sin(2*PI*784*t)*exp(-3*(t-1.8))+0.3*gte(t,2.4)*sin(2*PI*880*t)*exp(-3*(t-2.4))+0.5*gte(t,3.4)*(sin(2*PI*131*t)+.5*sin(2*PI*197*t)+.3*sin(2*PI*311*t))*exp(-1.1*(t-3.4))':s=32000:d=7" \
    -af 'afade=t=out:st=6:d=1' -ac 1 -c:a aac -b:a 48k -map_metadata -1 -fflags +bitexact -movflags +faststart nhac-hieu.m4a
