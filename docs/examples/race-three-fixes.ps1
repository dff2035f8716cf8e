#Requires -Version 7.6

<#
.SYNOPSIS
    Races three fixes of a repository and keeps the one that passes its Pester tests.
.DESCRIPTION
    For a job of continuous integration. The repository is copied into a run, three scripts try to mend it, each on a branch of its own, and its
    Pester tests decide. The workspace of the winner is written to a new folder; the others are removed, and the certificates of all stay.
    The tests run here, unconfined, on what the fixes left: name only fixes that you would run yourself.
.PARAMETER Repository
    The folder to mend. It is copied and never changed.
.PARAMETER Fix
    The scripts that try, by label: each is run in a copy of the repository.
.PARAMETER Destination
    The folder that the winner's workspace is written to. It must not be there, or be empty.
.PARAMETER TestPath
    Where the Pester tests are, within the repository.
.PARAMETER Timeout
    How many seconds each fix may take.
.EXAMPLE
    ./race-three-fixes.ps1 -Repository . -Fix @{ careful = './careful.ps1'; bold = './bold.ps1'; plain = './plain.ps1' } -Destination ../fixed
    Keeps the best of three.
.OUTPUTS
    The ranking. The script fails where no fix passes all tests.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $Repository,

    [Parameter(Mandatory)]
    [System.Collections.IDictionary] $Fix,

    [Parameter(Mandatory)]
    [string] $Destination,

    [string] $TestPath = 'tests',

    [ValidateRange(1, 86400)]
    [int] $Timeout = 600
)

$ErrorActionPreference = 'Stop'

$steps = @{}
foreach ($label in $Fix.Keys) {
    $steps[$label] = [scriptblock]::Create((Get-Content -LiteralPath $Fix[$label] -Raw))
}

# Each fix is scored in a copy of what it left, from where the path of the tests is found.
Import-Module Pester -MinimumVersion 5.0
$tests = New-PesterConfiguration @{ Run = @{ Path = $TestPath; PassThru = $true }; Output = @{ Verbosity = 'None' } }

$base = Start-SwarmRun -Workspace $Repository -Label before-the-race { 'nothing is changed yet' }
# A fix that fails is no reason to stop: the ranking says so.
$race = $base | Invoke-SwarmRace $steps -Timeout $Timeout -RemoveLoser -ErrorAction Continue -Score { Invoke-Pester -Configuration $tests }
$race

$winner = $race | Where-Object { $_.IsWinner -and $_.Score -eq 1 }
if (-not $winner) {
    throw 'No fix passes all tests.'
}

$winner | Assert-SwarmCertificate -Recurse | Out-Null
$winner | Export-SwarmWorkspace -Destination $Destination | Out-Null
