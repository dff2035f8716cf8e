<#
.SYNOPSIS
    Measures how long completions and the first objects of a list take in a store of many nodes, each of a branch of its own or of
    few, and how that compares with a store of a hundred.
.DESCRIPTION
    A run makes the store, and copies of its rows fill the catalog. Each figure is the median of several rounds, in milliseconds, and
    contains all that a person waits for: finding the command, opening the store and asking it. The ratio is that of the two stores'.
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

    # How often each is done.
    [int] $Rounds = 11
)

$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot StoreCopies.ps1)
Import-Module (Resolve-Path -LiteralPath $ModulePath).ProviderPath

$completions = 'Get-SwarmNode ', 'Get-SwarmNode branch-0001', 'Get-SwarmNode BRANCH-00042', 'Get-SwarmNode nothing', 'Get-SwarmNode node-', 'Get-SwarmNode node-00000000000000002',
'Get-SwarmRun ', 'Get-SwarmRun run-', 'Get-SwarmRun run-00000000000000002', 'Get-SwarmRun branch-0002', 'Get-SwarmRun -Status '
$commands = 'Get-SwarmNode | Select-Object -First 10', 'Get-SwarmRun | Select-Object -First 10', 'Get-SwarmNode branch-000042', 'Get-SwarmNode -Label branch-00001* | Select-Object -First 5',
'Get-SwarmRun -Status succeeded | Select-Object -First 10', 'Get-SwarmRun -Status running'

# Does each several times, and gives how many it found and the median.
function Measure-Each([int] $Rounds) {
    $each = [ordered]@{}
    foreach ($text in $completions) { $each[$text] = { @((TabExpansion2 $text -cursorColumn $text.Length).CompletionMatches | Where-Object ResultType -EQ ParameterValue) } }
    foreach ($text in $commands) { $each[$text] = [scriptblock]::Create($text) }
    foreach ($text in $each.Keys) {
        $times = foreach ($round in 1..$Rounds) {
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $found = @(& $each[$text])
            $watch.Elapsed.TotalMilliseconds
        }

        @{ Text = $text; Found = $found.Count; Median = ($times | Sort-Object)[[int] [Math]::Floor($Rounds / 2)]; Worst = ($times | Measure-Object -Maximum).Maximum }
    }
}

$folder = New-Item -ItemType Directory (Join-Path ([System.IO.Path]::GetTempPath()) "swarm-completion-$([guid]::NewGuid())")
$before = $env:SWARM_HOME
$env:SWARM_HOME = Join-Path $folder home
try {
    $measured = foreach ($nodes in 100, $Count) {
        Push-Location (New-Item -ItemType Directory (Join-Path $folder "store-$nodes"))
        try {
            Add-Copy (Start-SwarmRun -Label seed { 'x' > x.txt }) $nodes $Branches
            , @(Measure-Each $Rounds)
        }
        finally {
            Pop-Location
        }
    }

    foreach ($index in 0..($measured[1].Count - 1)) {
        $few, $many = $measured[0][$index], $measured[1][$index]
        [pscustomobject]@{
            What   = $many.Text
            Found  = $many.Found
            Median = [Math]::Round($many.Median, 1)
            Worst  = [Math]::Round($many.Worst, 1)
            Ratio  = [Math]::Round($many.Median / $few.Median, 2)
        }
    }
}
finally {
    $env:SWARM_HOME = $before
    Remove-Item -LiteralPath $folder -Recurse -Force
}
