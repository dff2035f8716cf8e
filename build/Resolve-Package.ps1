<#
.SYNOPSIS
    What is known of the packages whose files are shipped: read from the assets that restore resolved, and from the packages.
#>

# The packages of a project that have files at run time.
function Get-ShippedPackage([string] $AssetsPath) {
    $assets = Get-Content -LiteralPath $AssetsPath -Raw | ConvertFrom-Json -AsHashtable
    $folders = @($assets.packageFolders.Keys)
    $target = $assets.targets['net10.0']
    foreach ($key in $target.Keys | Sort-Object) {
        $entry = $target[$key]
        $files = @(foreach ($kind in 'runtime', 'runtimeTargets', 'native') {
                if ($entry.ContainsKey($kind)) { $entry[$kind].Keys | Where-Object { [System.IO.Path]::GetFileName($_) -ne '_._' } }
            })
        if ($entry.type -ne 'package' -or -not $files) {
            continue
        }

        $folder = $folders | ForEach-Object { Join-Path $_ $assets.libraries[$key].path } | Where-Object { Test-Path -LiteralPath $_ } | Select-Object -First 1
        $id, $version = $key -split '/'
        Get-PackageFact $id $version $folder $files
    }
}

function Get-PackageFact([string] $Id, [string] $Version, [string] $Folder, [string[]] $File) {
    $nuspec = [xml](Get-Content -LiteralPath (Join-Path $Folder "$($Id.ToLowerInvariant()).nuspec") -Raw)
    $read = {
        param($Name)
        $node = $nuspec.SelectSingleNode("/*/*[local-name()='metadata']/*[local-name()='$Name']")
        $node ? $node.InnerText.Trim() : ''
    }
    $type = $nuspec.SelectSingleNode("/*/*[local-name()='metadata']/*[local-name()='license']/@type")
    $own = Join-Path $PSScriptRoot licences "$Id.txt"
    $isKnown = $type -and $type.Value -eq 'expression'
    $expression = $isKnown ? (& $read license) : "LicenseRef-$($Id -replace '[^A-Za-z0-9.-]', '-')"
    $textPath = $isKnown ? (Join-Path $PSScriptRoot licences "$expression.txt") : (($type -and $type.Value -eq 'file') ? (Join-Path $Folder (& $read license)) : $own)
    if (-not (Test-Path -LiteralPath $textPath)) {
        throw "The licence '$expression' of the package $Id $Version has no text here: put it into '$textPath', as the package's address gives it: $(& $read licenseUrl)"
    }

    $notice = Get-ChildItem -LiteralPath $Folder -File | Where-Object Name -Match '^(THIRD-?PARTY-?NOTICES|NOTICE)(\.txt|\.md)?$' | Select-Object -First 1
    $copyright = & $read copyright
    [pscustomobject]@{
        Id          = $Id
        Version     = $Version
        Folder      = $Folder
        Files       = $File
        Licence     = $expression
        LicenceText = (Get-Content -LiteralPath $textPath -Raw).Trim()
        Copyright   = $copyright ? $copyright : "Copyright $(& $read authors)"
        Address     = & $read projectUrl
        Notice      = $notice ? (Get-Content -LiteralPath $notice.FullName -Raw).Trim() : ''
    }
}

# The package that a shipped file is of, byte for byte; null where it is of the project itself.
function Find-PackageOfFile($Package, [string] $Path, [string] $RelativePath) {
    foreach ($candidate in $Package) {
        foreach ($file in $candidate.Files) {
            $isIt = $file.StartsWith('runtimes/') ? $RelativePath.EndsWith($file) : ([System.IO.Path]::GetFileName($file) -eq [System.IO.Path]::GetFileName($RelativePath))
            if ($isIt -and (Get-FileHash -LiteralPath (Join-Path $candidate.Folder $file)).Hash -eq (Get-FileHash -LiteralPath $Path).Hash) {
                return $candidate
            }
        }
    }
}
