#Requires -Version 7.6

<#
.SYNOPSIS
    Audits last month's runs: a CSV of what ran and whether it verifies, and the tree as Mermaid.
.DESCRIPTION
    Every run that began in the time given becomes a line. Runs with a certificate are verified back to the root.
.PARAMETER CsvPath
    The file that the lines are written to.
.PARAMETER MermaidPath
    The file that the tree is written to, for a Markdown page.
.PARAMETER Since
    The beginning of the time. By default the first of last month.
.PARAMETER Until
    The end of the time, which is not part of it. By default the first of this month.
.PARAMETER Root
    The folder that holds the store. By default the one at or above the current location.
.EXAMPLE
    ./audit-runs.ps1 -CsvPath ./runs.csv -MermaidPath ./tree.md
    Audits last month.
.OUTPUTS
    One object: how many runs there were, and how many do not verify.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $CsvPath,

    [Parameter(Mandatory)]
    [string] $MermaidPath,

    [datetime] $Since = (Get-Date -Day 1).Date.AddMonths(-1),

    [datetime] $Until = (Get-Date -Day 1).Date,

    [string] $Root
)

$ErrorActionPreference = 'Stop'

$store = $Root ? @{ Root = $Root } : @{}
$lines = Get-SwarmRun @store | Where-Object { $_.StartedAt -ge $Since -and $_.StartedAt -lt $Until } | ForEach-Object {
    $verdict = $_.CertificatePath ? (Test-SwarmCertificate -Node $_ -Recurse -ErrorAction SilentlyContinue) : $null
    [pscustomobject]@{
        Run          = $_.RunId
        Label        = $_.Label
        Status       = $_.Status
        ExitCode     = $_.ExitCode
        Backend      = $_.Backend
        Started      = $_.StartedAt.ToString('o')
        Seconds      = $_.FinishedAt ? [int] ($_.FinishedAt - $_.StartedAt).TotalSeconds : $null
        Node         = $_.NodeId
        ArtifactHash = $_.ArtifactHash
        Verified     = $verdict ? $verdict.IsValid : $null
        Reason       = $verdict ? $verdict.Reason : $null
    }
}

$lines | Export-Csv -LiteralPath $CsvPath
@('```mermaid', (Show-SwarmTree @store -As Mermaid), '```') | Set-Content -LiteralPath $MermaidPath
[pscustomobject]@{
    Runs       = @($lines).Count
    Unverified = @($lines | Where-Object { $_.Node -and -not $_.Verified }).Count
}
