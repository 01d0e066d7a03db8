#!/bin/sh
# Runs the dynamic providers of the SDK that the project uses: as the script of this name in Pulumi's SDK does, but without
# starting Node first only to find that SDK, which takes a twentieth of a second for each provider.
directory=$PWD
until [ -d "$directory/node_modules/@pulumi/pulumi" ] || [ -z "$directory" ]; do
  directory=${directory%/*}
done
if [ -z "$directory" ]; then
  echo "Neither $PWD nor a directory above it has node_modules/@pulumi/pulumi: run \`npm ci\`." >&2
  exit 1
fi
sdk=$(cd -P "$directory/node_modules/@pulumi/pulumi" && pwd)
# Our commands have it in NODE_OPTIONS; for `pulumi` by hand it is added here.
lazy=$directory/node_modules/@amorphic-cicd/providers/engine/lazy-sdk.js
case ${NODE_OPTIONS:-} in
*lazy-sdk.js*) ;;
*) [ -f "$lazy" ] && exec node --require "$lazy" "$sdk/cmd/dynamic-provider/index.js" "$@" ;;
esac
exec node "$sdk/cmd/dynamic-provider/index.js" "$@"
