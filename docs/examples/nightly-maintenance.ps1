#Requires -Version 7.6

<#
.SYNOPSIS
    A nightly maintenance agent that rolls back by itself.
.DESCRIPTION
    Each night goes on from the last good one: the step gets the workspace and the state that it left, and works on copies. A check
    decides whether the night was good. A bad night is kept as a branch to look into, and the next one starts from the last good
    node again, so that rolling back is nothing that has to be done.
.PARAMETER Workspace
    The folder that the first night starts with a copy of.
.PARAMETER Step
    The maintenance: a script, run in the workspace.
.PARAMETER Check
    Looks at the workspace that the step left, as a second run: a script that fails where it is not as it should be.
.PARAMETER Label
    The branch of the good nights. Each night is tried on this name with '/candidate' added, and bad ones stay there.
.PARAMETER Timeout
    How many seconds a night may take.
.EXAMPLE
    ./nightly-maintenance.ps1 -Workspace ./site -Step ./tidy.ps1 -Check ./verify.ps1
    Runs tonight's maintenance, from a scheduled task or a cron job.
.EXAMPLE
    Export-SwarmWorkspace nightly -Destination ./site-as-of-today
    Takes out what the last good night left. The folder that the first night started from is never changed.
.OUTPUTS
    One object: whether the night was accepted, its run, and the node that the next night starts from.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $Workspace,

    [Parameter(Mandatory)]
    [string] $Step,

    [Parameter(Mandatory)]
    [string] $Check,

    [string] $Label = 'nightly',

    [ValidateRange(1, 86400)]
    [int] $Timeout = 3600
)

$ErrorActionPreference = 'Stop'

# The first night of all.
if (-not (Test-Path .swarm) -or (Get-SwarmNode).Label -notcontains $Label) {
    Start-SwarmRun -Workspace $Workspace -Label $Label { 'the beginning' } | Out-Null
}

$good = Get-SwarmNode $Label
$good | Assert-SwarmCertificate -Recurse | Out-Null

# Tonight is a branch of its own until it is accepted. A step that fails is a bad night and no error of this script.
$tonight = $good | Copy-SwarmRun -Label "$Label/candidate" | Resume-SwarmRun -FilePath $Step -Timeout $Timeout -ErrorAction Continue
$accepted = $tonight -and $tonight.Status -eq 'succeeded'
if ($accepted) {
    # The check is a run of its own: what it changes is not tonight's work.
    $verdict = $tonight | Resume-SwarmRun -FilePath $Check -Timeout $Timeout -Label "$Label/check" -ErrorAction Continue
    $accepted = $verdict -and $verdict.Status -eq 'succeeded'
    $verdict | Where-Object NodeId | Remove-SwarmRun
}

if ($accepted) {
    $next = $tonight | Copy-SwarmRun -Label $Label
    $good | Remove-SwarmRun
}
else {
    $next = $good
}

[pscustomobject]@{ Accepted = [bool] $accepted; Run = $tonight; NextNodeId = $next.NodeId }
