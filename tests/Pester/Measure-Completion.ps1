<#
.SYNOPSIS
    Measures how long completions take in a store of many nodes, each of a branch of its own or of few.
.DESCRIPTION
    A run makes the store, and copies of its rows fill the catalog. Each figure is the median of several completions, in
    milliseconds, and contains all that a person waits for: finding the command, opening the store and asking it.
#>
[CmdletBinding()]
param(
    # The folder of the built module.
    [Parameter(Mandatory)]
    [string] $ModulePath,

    # How many nodes and runs.
    [int] $Count = 100000,

    # How many branches the nodes are of.
    [int] $Branches = 100000,

    # How often each is completed.
    [int] $Rounds = 11
)

$ErrorActionPreference = 'Stop'
Import-Module $ModulePath
$folder = New-Item -ItemType Directory (Join-Path ([System.IO.Path]::GetTempPath()) "swarm-completion-$([guid]::NewGuid())")
$before = $env:SWARM_HOME
$env:SWARM_HOME = Join-Path $folder home
Push-Location $folder
try {
    $run = Start-SwarmRun -Label seed { 'x' > x.txt }

    # The module's own SQLite, out of the load context that the module keeps it in.
    $context = [System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -EQ Swarm
    $sqlite = $context.Assemblies | Where-Object { $_.GetName().Name -eq 'Microsoft.Data.Sqlite' }
    $connection = [System.Activator]::CreateInstance($sqlite.GetType('Microsoft.Data.Sqlite.SqliteConnection'), "Data Source=$(Join-Path $folder .swarm catalog.sqlite);Pooling=False")
    $connection.Open()
    $command = $connection.CreateCommand()
    $command.CommandText = "
        BEGIN;
        CREATE TEMP TABLE number AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $Count) SELECT i FROM n;
        INSERT INTO run SELECT printf('run-%024x', i * 7919), operation, printf('branch-%06d', i % $Branches), parent_node_id, status, printf('node-%024x', i * 7919), exit_code, artifact_hash,
            message, error_code, work_folder, backend, started_at, finished_at, i + 10 FROM run, number WHERE run_id = '$($run.RunId)';
        INSERT INTO node SELECT i + 10, printf('node-%024x', i * 7919), parent_node_id, printf('run-%024x', i * 7919), operation, printf('branch-%06d', i % $Branches), ratchet_step, state_id,
            snapshot_root, origin_node_id, state_commitment, net_commitment, certificate_sha256, fork_ordinal, created_at, 0 FROM node, number WHERE node_id = '$($run.NodeId)';
        COMMIT;"
    [void] $command.ExecuteNonQuery()
    $connection.Dispose()

    foreach ($text in 'Get-SwarmNode ', 'Get-SwarmNode branch-0001', 'Get-SwarmNode BRANCH-00042', 'Get-SwarmNode nothing', 'Get-SwarmNode node-', 'Get-SwarmNode node-00000000000000002',
        'Get-SwarmRun ', 'Get-SwarmRun run-', 'Get-SwarmRun run-00000000000000002', 'Get-SwarmRun branch-0002') {
        $matched = @()
        $times = foreach ($round in 1..$Rounds) {
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $matched = @((TabExpansion2 $text -cursorColumn $text.Length).CompletionMatches | Where-Object ResultType -EQ ParameterValue)
            $watch.Elapsed.TotalMilliseconds
        }

        [pscustomobject]@{
            Typed        = $text
            Found        = $matched.Count
            First        = [Math]::Round($times[0], 1)
            Median       = [Math]::Round(($times | Sort-Object)[[int] [Math]::Floor($Rounds / 2)], 1)
            Worst        = [Math]::Round(($times | Measure-Object -Maximum).Maximum, 1)
            ToolTip      = $matched ? $matched[0].ToolTip : ''
        }
    }
}
finally {
    Pop-Location
    $env:SWARM_HOME = $before
    Remove-Item -LiteralPath $folder -Recurse -Force
}
