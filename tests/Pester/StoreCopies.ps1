<#
.SYNOPSIS
    Fills a store with copies of a run and its node: many, and quickly. They can be listed and completed, not resumed.
#>

# By the module's own SQLite, out of the load context that the module keeps it in.
function Add-Copy([object] $Run, [int] $Count, [int] $Branches = $Count) {
    $context = [System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -EQ Swarm
    $sqlite = $context.Assemblies | Where-Object { $_.GetName().Name -eq 'Microsoft.Data.Sqlite' }
    $connection = [System.Activator]::CreateInstance($sqlite.GetType('Microsoft.Data.Sqlite.SqliteConnection'), "Data Source=$(Join-Path $Run.Root .swarm catalog.sqlite);Pooling=False")
    $connection.Open()
    $command = $connection.CreateCommand()
    $command.CommandText = "
        BEGIN;
        CREATE TEMP TABLE number AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $Count) SELECT i FROM n;
        INSERT INTO run SELECT printf('run-%024x', i * 7919), operation, printf('branch-%06d', i % $Branches), parent_node_id, status, printf('node-%024x', i * 7919), exit_code, artifact_hash,
            message, error_code, work_folder, backend, started_at, finished_at, i + 10 FROM run, number WHERE run_id = '$($Run.RunId)';
        INSERT INTO node SELECT i + 10, printf('node-%024x', i * 7919), parent_node_id, printf('run-%024x', i * 7919), operation, printf('branch-%06d', i % $Branches), ratchet_step, state_id,
            snapshot_root, origin_node_id, state_commitment, net_commitment, certificate_sha256, fork_ordinal, created_at, 0 FROM node, number WHERE node_id = '$($Run.NodeId)';
        COMMIT;"
    [void] $command.ExecuteNonQuery()
    $connection.Dispose()
}
