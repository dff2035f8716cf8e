<#
.SYNOPSIS
    Runs the script analyzer over all scripts of the repository, and fails where it finds something.
#>
[CmdletBinding()]
param(
    # The repository.
    [Parameter(Mandatory)]
    [string] $RepositoryPath
)

$ErrorActionPreference = 'Stop'
Import-Module PSScriptAnalyzer
$settings = Join-Path $RepositoryPath PSScriptAnalyzerSettings.psd1
$paths = 'module', 'build.ps1', 'build', 'docs', 'tests/Pester', 'src/Swarm.PowerShell' | ForEach-Object { Join-Path $RepositoryPath $_ }
$found = @($paths | ForEach-Object { Invoke-ScriptAnalyzer -Path $_ -Recurse -Settings $settings })
$found | Format-Table ScriptName, Line, Severity, RuleName, Message -Wrap
exit ($found ? 1 : 0)
