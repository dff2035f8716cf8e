<#
.SYNOPSIS
    Runs the script analyzer over all scripts of the repository. The exit code is 0 where it finds nothing, 1 where it does, and 3 where it is not here.
#>
[CmdletBinding()]
param(
    # The repository.
    [Parameter(Mandatory)]
    [string] $RepositoryPath
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Module PSScriptAnalyzer -ListAvailable)) {
    'PSScriptAnalyzer is not here: Install-PSResource PSScriptAnalyzer, and the scripts are analyzed.'
    exit 3
}

Import-Module PSScriptAnalyzer
$settings = Join-Path $RepositoryPath PSScriptAnalyzerSettings.psd1
$paths = 'module', 'build.ps1', 'build', 'docs', 'tests/Pester', 'src/Faces/Swarm.PowerShell' | ForEach-Object { Join-Path $RepositoryPath $_ }
$found = @($paths | ForEach-Object { Invoke-ScriptAnalyzer -Path $_ -Recurse -Settings $settings })
$found | Format-Table ScriptName, Line, Severity, RuleName, Message -Wrap
exit ($found ? 1 : 0)
