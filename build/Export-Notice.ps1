<#
.SYNOPSIS
    Writes the notices of third parties: each package that is shipped, with its licence, and each licence's text once.
#>
[CmdletBinding()]
param(
    # The assets that restore resolved, one file a project.
    [Parameter(Mandatory)]
    [string[]] $AssetsPath,

    # The file to write.
    [Parameter(Mandatory)]
    [string] $Destination
)

$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot Resolve-Package.ps1)
$packages = @($AssetsPath | ForEach-Object { Get-ShippedPackage $_ } | Sort-Object Id, Version -Unique)
$rule = '-' * 80
$lines = @(
    'Swarm is shipped with the packages that this file lists. Each belongs to its'
    'authors and comes under its own licence.'
    ''
    foreach ($package in $packages) {
        "$($package.Id) $($package.Version)"
        "    $($package.Copyright)"
        "    Licence: $($package.Licence)$($package.Address ? ". $($package.Address)" : '')"
    }

    ''
    'The native library of SQLite that SourceGear.sqlite3 brings is in the public domain:'
    'https://sqlite.org/copyright.html'
    foreach ($group in $packages | Group-Object Licence) {
        $rule
        "$($group.Name), for $($group.Group.Id -join ', ')"
        $rule
        $group.Group[0].LicenceText
        ''
    }

    foreach ($package in $packages | Where-Object Notice) {
        $rule
        "Notices that $($package.Id) $($package.Version) brings"
        $rule
        $package.Notice
        ''
    }
)
[System.IO.File]::WriteAllText($Destination, (($lines -join "`n") -replace '\r\n', "`n").TrimEnd() + "`n")
