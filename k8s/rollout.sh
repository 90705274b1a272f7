#!/bin/sh
# Deploy an overlay in the only safe order: what everything stands on, then the migration, then the processes.
#   k8s/rollout.sh production          (or staging; the current kubectl context decides which cluster)
# Ends with 1 when the migration failed: nothing of the new release has started then, and the old one still serves.
set -eu
overlay=${1:?usage: k8s/rollout.sh OVERLAY}
here=$(cd "$(dirname "$0")" && pwd)
rendered=$(mktemp)
trap 'rm -f "$rendered"' EXIT
kubectl kustomize "$here/overlays/$overlay" >"$rendered"
namespace=$(awk '$1 == "kind:" { kind = $2 } kind == "Namespace" && $1 == "name:" { print $2; exit }' "$rendered")

only() { # Print the documents of the rendered file whose kind matches a pattern.
    awk -v kinds="^($1)\$" 'BEGIN { RS = "---\n"; ORS = "---\n" }
        { split($0, lines, "\n"); for (i in lines) if (lines[i] ~ /^kind: /) { sub(/^kind: /, "", lines[i]); if (lines[i] ~ kinds) print } }' "$rendered"
}

echo "1/3 configuration, data, walls"
only "Namespace" | kubectl apply -f -
only "ServiceAccount|ConfigMap|NetworkPolicy|ObjectStore|Cluster|ScheduledBackup|StatefulSet" | kubectl apply -f -
only "Service" | kubectl apply -f -
kubectl -n "$namespace" wait --for=condition=Ready --timeout=15m cluster/postgres-core cluster/postgres-automation
kubectl -n "$namespace" rollout status statefulset/valkey --timeout=10m

echo "2/3 migration"
kubectl -n "$namespace" delete job migrate-core migrate-automation --ignore-not-found
only "Job" | kubectl apply -f -
for job in migrate-core migrate-automation; do
    until kubectl -n "$namespace" wait --for=condition=Complete --timeout=5s "job/$job" >/dev/null 2>&1; do
        failed=$(kubectl -n "$namespace" get job "$job" -o jsonpath='{.status.conditions[?(@.type=="Failed")].status}')
        if [ "$failed" = True ]; then
            kubectl -n "$namespace" logs "job/$job" --tail=40
            echo "$job failed; nothing was rolled out (docs/deploy.md, a migration that fails)" >&2
            exit 1
        fi
    done
done

echo "3/3 processes"
kubectl apply -f "$rendered"
kubectl -n "$namespace" get deployments -l app.kubernetes.io/part-of=dropwright -o name |
    while read -r deployment; do
        kubectl -n "$namespace" rollout status "$deployment" --timeout=15m
    done
