#Requires -Version 7.6

<#
.SYNOPSIS
    Runs steps one after the other on a backend, each on a runner of its own, and keeps what proves the whole chain.
.DESCRIPTION
    The first step starts from a copy of the workspace, and each further one goes on from what the one before left: its files, its state and
    its capabilities travel sealed. Every link is held to the request, the pin and the attestation before the next one begins, and a step
    that fails ends the chain. At the end the chain is verified back to its beginning, and its certificates are written out, for
    somebody who has no store to verify with Test-SwarmCertificate -Path -Recurse.
    The backend must be set up, as docs/github-actions.md and docs/gitlab.md show.
.PARAMETER Workspace
    The folder that the first step starts with a copy of.
.PARAMETER Step
    The scripts, in their order.
.PARAMETER EvidencePath
    The folder that the certificates of all links are written to, a folder a link.
.PARAMETER Destination
    The folder that the last link's workspace is written to. It must not be there, or be empty.
.PARAMETER Label
    The branch of the chain.
.PARAMETER Backend
    Where the steps run: GitHub or GitLab.
.PARAMETER Run
    Further parameters of each run, as a hashtable, such as @{ Policy = './policy.json'; Timeout = 600 }.
.EXAMPLE
    ./chained-run.ps1 -Workspace . -Step ./ci/build.ps1, ./ci/test.ps1, ./ci/report.ps1 -EvidencePath ./evidence
    Runs three scripts on three runners of GitHub.
.OUTPUTS
    The runs, the first one first, each as it is collected.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $Workspace,

    [Parameter(Mandatory)]
    [string[]] $Step,

    [Parameter(Mandatory)]
    [string] $EvidencePath,

    [string] $Destination,

    [string] $Label = 'chain',

    [ValidateSet('GitHub', 'GitLab')]
    [string] $Backend = 'GitHub',

    [hashtable] $Run = @{}
)

$ErrorActionPreference = 'Stop'

# A step that fails writes its run and then its error, which ends the chain here: what it left is there to look into.
$link = Start-SwarmRun @Run -Backend $Backend -Workspace $Workspace -Label $Label -FilePath $Step[0]
$link
foreach ($next in $Step | Select-Object -Skip 1) {
    $link = $link | Resume-SwarmRun @Run -Backend $Backend -FilePath $next
    $link
}

# Nothing attests runs on GitLab: there, what was signed and handed on is all that can be asked for.
$proofs = $Backend -eq 'GitHub' ? @('Attestation', 'Continuity', 'Lineage') : @('Continuity', 'Lineage')
$link | Assert-SwarmCertificate -Recurse -Require $proofs | Out-Null
$link | Export-SwarmCertificate -Destination $EvidencePath -Recurse | Out-Null
if ($Destination) {
    $link | Export-SwarmWorkspace -Destination $Destination | Out-Null
}
