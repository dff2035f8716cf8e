<#
.SYNOPSIS
    Makes the folder of the module that is shipped, of the module that was built: its manifest completed for a gallery, with
    licence and notices.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The folder of the built module.
    [Parameter(Mandatory)]
    [string] $ModulePath,

    # The folder to make.
    [Parameter(Mandatory)]
    [string] $Destination,

    # The licence, and the notices of third parties.
    [Parameter(Mandatory)]
    [string[]] $TextPath,

    # The changes since the version before.
    [Parameter(Mandatory)]
    [string] $ReleaseNotes,

    # The suffix of a version that is not the final one, such as rc1.
    [string] $Prerelease
)

$ErrorActionPreference = 'Stop'
if (-not $PSCmdlet.ShouldProcess($Destination)) {
    return
}

Copy-Item -LiteralPath $ModulePath -Destination $Destination -Recurse
Copy-Item -LiteralPath $TextPath -Destination $Destination
$manifestPath = Join-Path $Destination Swarm.psd1

# Written as text: the gallery's own commands reorder a manifest and drop its comments.
$quote = { "'$($args[0].Replace("'", "''"))'" }
$data = "ReleaseNotes = $(& $quote $ReleaseNotes)"
if ($Prerelease) {
    $data += "`n            Prerelease   = $(& $quote $Prerelease)"
}

$text = Get-Content -LiteralPath $manifestPath -Raw
$text = [regex]::Replace($text, "(?m)^    # The build writes .*\n|^            ReleaseNotes = '[^']*'", { param($match) $match.Value.StartsWith('    #') ? '' : "            $data" })
[System.IO.File]::WriteAllText($manifestPath, $text)
Test-ModuleManifest -Path $manifestPath -ErrorAction Stop | Out-Null
