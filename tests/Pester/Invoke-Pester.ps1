<#
.SYNOPSIS
    Runs the Pester tests against a built module, and fails where one fails.
#>
[CmdletBinding()]
param(
    # The folder of the built module.
    [Parameter(Mandatory)]
    [string] $ModulePath,

    # The tests to run.
    [string[]] $Path = $PSScriptRoot,

    # A file to write the numbers of tests to: passed, failed, skipped.
    [string] $ResultPath
)

$ErrorActionPreference = 'Stop'
Import-Module Pester -MinimumVersion 5.5
$env:SWARM_TEST_MODULE = (Resolve-Path -LiteralPath $ModulePath).ProviderPath
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$result = Invoke-Pester -Configuration $configuration
if ($ResultPath) {
    Set-Content -LiteralPath $ResultPath -Value "$($result.PassedCount) $($result.FailedCount) $($result.SkippedCount)"
}

exit ($result.Result -eq 'Passed' ? 0 : 1)
