<#
.SYNOPSIS
    Writes the bill of materials of a folder that is shipped, as SPDX 2.3 in JSON: every file with its digests, and the
    package that each library is of. A library of no known package is an error.
#>
[CmdletBinding()]
param(
    # The folder.
    [Parameter(Mandatory)]
    [string] $Path,

    # The assets that restore resolved for it.
    [Parameter(Mandatory)]
    [string] $AssetsPath,

    # What the folder is called.
    [Parameter(Mandatory)]
    [string] $Name,

    # Its version.
    [Parameter(Mandatory)]
    [string] $Version,

    # The project's address.
    [Parameter(Mandatory)]
    [string] $RepositoryUrl,

    # When the commit was made that it is of.
    [Parameter(Mandatory)]
    [datetimeoffset] $Created,

    # The file to write.
    [Parameter(Mandatory)]
    [string] $Destination
)

$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot Resolve-Package.ps1)

function Format-Identifier([string] $Kind, [string] $Text) {
    "SPDXRef-$Kind-$($Text -replace '[^A-Za-z0-9.-]', '-')"
}

# SPDX 2.3, 7.9: the SHA-1 of the sorted SHA-1 digests.
function Get-VerificationCode($File) {
    $text = ($File | ForEach-Object { $_.checksums[0].checksumValue } | Sort-Object) -join ''
    [System.Convert]::ToHexStringLower([System.Security.Cryptography.SHA1]::HashData([System.Text.Encoding]::ASCII.GetBytes($text)))
}

function Format-Package($Id, [string] $PackageName, [string] $PackageVersion, [string] $Licence, [string] $Copyright, [string] $Location, $File, [string] $Purl) {
    [ordered]@{
        SPDXID                  = $Id
        name                    = $PackageName
        versionInfo             = $PackageVersion
        downloadLocation        = $Location
        filesAnalyzed           = $true
        packageVerificationCode = [ordered]@{ packageVerificationCodeValue = Get-VerificationCode $File }
        licenseConcluded        = $Licence
        licenseDeclared         = $Licence
        licenseInfoFromFiles    = @($File.licenseInfoInFiles | Sort-Object -Unique)
        copyrightText           = $Copyright
        externalRefs            = @([ordered]@{ referenceCategory = 'PACKAGE-MANAGER'; referenceType = 'purl'; referenceLocator = $Purl })
    }
}

$known = @(Get-ShippedPackage $AssetsPath)
$root = (Resolve-Path -LiteralPath $Path).ProviderPath
$files = foreach ($file in Get-ChildItem -LiteralPath $root -Recurse -File -Force | Sort-Object { $_.FullName.Replace('\', '/') } -Culture '') {
    $relative = [System.IO.Path]::GetRelativePath($root, $file.FullName).Replace('\', '/')
    $package = Find-PackageOfFile $known $file.FullName $relative
    if (-not $package -and $file.Extension -in '.dll', '.so', '.dylib' -and $file.Name -notmatch '^swarm') {
        throw "The library '$relative' is of no package that was resolved: it cannot be shipped."
    }

    $licence = $package ? $package.Licence : 'MIT'
    [ordered]@{
        SPDXID             = Format-Identifier File $relative
        fileName           = "./$relative"
        checksums          = @(
            foreach ($algorithm in 'SHA1', 'SHA256') {
                [ordered]@{ algorithm = $algorithm; checksumValue = (Get-FileHash -LiteralPath $file.FullName -Algorithm $algorithm).Hash.ToLowerInvariant() }
            }
        )
        licenseConcluded   = $licence
        licenseInfoInFiles = @($licence)
        copyrightText      = $package ? $package.Copyright : 'Copyright (c) Swarm maintainers'
        Package            = $package
    }
}

$self = Format-Identifier Package $Name
$packages = @(Format-Package $self $Name $Version MIT 'Copyright (c) Swarm maintainers' $RepositoryUrl $files "pkg:nuget/$Name@$Version")
$relationships = @([ordered]@{ spdxElementId = 'SPDXRef-DOCUMENT'; relationshipType = 'DESCRIBES'; relatedSpdxElement = $self })
$relationships += foreach ($file in $files) {
    [ordered]@{ spdxElementId = $self; relationshipType = 'CONTAINS'; relatedSpdxElement = $file.SPDXID }
}

$licences = [ordered]@{}
foreach ($package in $known) {
    $of = @($files | Where-Object { $_.Package -and $_.Package.Id -eq $package.Id })
    if (-not $of) {
        continue
    }

    $id = Format-Identifier Package $package.Id
    $entry = Format-Package $id $package.Id $package.Version $package.Licence $package.Copyright `
        "https://www.nuget.org/api/v2/package/$($package.Id)/$($package.Version)" $of "pkg:nuget/$($package.Id)@$($package.Version)"
    $entry.comment = 'The files that are shipped of it.'
    $packages += $entry
    $relationships += [ordered]@{ spdxElementId = $self; relationshipType = 'DEPENDS_ON'; relatedSpdxElement = $id }
    $relationships += $of | ForEach-Object { [ordered]@{ spdxElementId = $id; relationshipType = 'CONTAINS'; relatedSpdxElement = $_.SPDXID } }
    if ($package.Licence.StartsWith('LicenseRef-')) {
        $licences[$package.Licence] = [ordered]@{ licenseId = $package.Licence; extractedText = $package.LicenceText; name = "Licence of $($package.Id)" }
    }
}

$files | ForEach-Object { $_.Remove('Package') }
$document = [ordered]@{
    spdxVersion                = 'SPDX-2.3'
    dataLicense                = 'CC0-1.0'
    SPDXID                     = 'SPDXRef-DOCUMENT'
    name                       = "$Name-$Version"
    documentNamespace          = "$RepositoryUrl/spdx/$Name-$Version-$(Get-VerificationCode $files)"
    creationInfo               = [ordered]@{ created = $Created.UtcDateTime.ToString('yyyy-MM-ddTHH:mm:ssZ'); creators = @('Organization: Swarm maintainers', 'Tool: Swarm-build.ps1') }
    hasExtractedLicensingInfos = @($licences.Values)
    packages                   = $packages
    files                      = @($files)
    relationships              = $relationships
}
[System.IO.File]::WriteAllText($Destination, ((ConvertTo-Json $document -Depth 10) -replace '\r\n', "`n") + "`n")
