BeforeDiscovery {
    $folder = $env:SWARM_TEST_PACKAGE ? $env:SWARM_TEST_PACKAGE : (Join-Path $PSScriptRoot '..' '..' artifacts package)
    $isPacked = Test-Path (Join-Path $folder SHA256SUMS)
    if (-not $isPacked) {
        Write-Warning "Nothing is packed in '$folder', so that no package is tested: ./build.ps1 pack, verify does both."
    }
}

BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    $folder = $env:SWARM_TEST_PACKAGE ? $env:SWARM_TEST_PACKAGE : (Join-Path $PSScriptRoot '..' '..' artifacts package)
    $drive = (Get-PSDrive TestDrive).Root

    function Get-Digest([string] $Path, [string] $Algorithm = 'SHA256') { (Get-FileHash -LiteralPath $Path -Algorithm $Algorithm).Hash.ToLowerInvariant() }
    function Expand-Package([string] $Name) {
        $package = Get-Item (Join-Path $folder '*.nupkg') | Where-Object Name -Match "^$([regex]::Escape($Name))\.\d"
        $to = Join-Path $drive "content of $Name"
        if (-not (Test-Path $to)) { [System.IO.Compression.ZipFile]::ExtractToDirectory($package.FullName, $to) }
        $to
    }

    function Read-Bill([string] $Name) { Get-Content (Join-Path $folder $Name) -Raw | ConvertFrom-Json }
}

Describe 'What is packed' -Skip:(-not $isPacked) {
    It 'has the digests that SHA256SUMS lists, of every file' {
        $lines = Get-Content (Join-Path $folder SHA256SUMS)
        $lines.Count | Should -Be (@(Get-ChildItem $folder -Recurse -File).Count - 1)
        foreach ($line in $lines) {
            $digest, $name = $line -split '  ', 2
            Get-Digest (Join-Path $folder $name) | Should -Be $digest -Because $name
        }
    }

    It 'has a manifest fit for a gallery' {
        $manifest = Test-ModuleManifest (Join-Path $folder Swarm Swarm.psd1)
        $data = $manifest.PrivateData.PSData
        $project = $data.ProjectUri
        $project | Should -Match '^https://[^@]+$'
        $data.LicenseUri, $data.IconUri, $manifest.HelpInfoUri | ForEach-Object { $_ | Should -BeLike "$project/*" }
        $data.Tags.Count | Should -BeGreaterThan 5
        $data.ReleaseNotes | Should -Match '^- The launcher'
        # SHA256SUMS lists the files. PowerShell would resolve each of a FileList at every import.
        (Import-PowerShellDataFile (Join-Path $folder Swarm Swarm.psd1)).Keys | Should -Not -Contain FileList
    }

    It 'has no symbols, no documentation of code and no settings of a build' {
        foreach ($content in (Join-Path $folder Swarm), (Expand-Package Swarm), (Expand-Package Swarm.Cli)) {
            Get-ChildItem $content -Recurse -File | Where-Object { $_.Extension -in '.pdb', '.xml', '.mdb', '.json' -and $_.Name -notmatch '-Help\.xml$|^swarm.*\.(runtimeconfig|deps)\.json$|^DotnetToolSettings\.xml$|^\[Content_Types\]\.xml$' } |
                Should -BeNullOrEmpty
        }
    }

    It 'has the licence, and the notices of each package that is in it' {
        foreach ($content in (Join-Path $folder Swarm), (Expand-Package Swarm.Cli)) {
            Join-Path $content LICENSE | Should -Exist
            $notices = Get-Content (Join-Path $content THIRD-PARTY-NOTICES.txt) -Raw
            foreach ($package in (Read-Bill Swarm.spdx.json).packages | Select-Object -Skip 1) {
                $notices | Should -Match "(?m)^$([regex]::Escape("$($package.name) $($package.versionInfo)"))$"
            }

            $notices | Should -Match 'Permission is hereby granted, free of charge'
            $notices | Should -Match 'Apache License\s+Version 2.0, January 2004'
        }
    }

    It 'has a bill of materials, of SPDX 2.3, for <Name>' -ForEach @(@{ Name = 'Swarm' }, @{ Name = 'Swarm.Cli' }) {
        $document = Read-Bill "$Name.spdx.json"
        $document.spdxVersion | Should -BeExactly 'SPDX-2.3'
        $document.dataLicense | Should -BeExactly 'CC0-1.0'
        $document.SPDXID | Should -BeExactly 'SPDXRef-DOCUMENT'
        $document.name | Should -Not -BeNullOrEmpty
        $document.documentNamespace | Should -Match '^https://[^#]+$'
        (Get-Content (Join-Path $folder "$Name.spdx.json") -Raw) | Should -Match '"created": "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"'
        $document.creationInfo.creators | ForEach-Object { $_ | Should -Match '^(Person|Organization|Tool): .' }

        $elements = @($document.SPDXID) + $document.packages.SPDXID + $document.files.SPDXID
        @($elements | Sort-Object -Unique).Count | Should -Be $elements.Count
        $elements | ForEach-Object { $_ | Should -Match '^SPDXRef-[A-Za-z0-9.-]+$' }
        foreach ($package in $document.packages) {
            'name', 'versionInfo', 'downloadLocation', 'licenseConcluded', 'licenseDeclared', 'copyrightText' | ForEach-Object { $package.$_ | Should -Not -BeNullOrEmpty -Because "$_ of $($package.name)" }
            $of = @($document.relationships | Where-Object { $_.relationshipType -eq 'CONTAINS' -and $_.spdxElementId -eq $package.SPDXID }).relatedSpdxElement
            $of.Count | Should -BeGreaterThan 0
            $sums = $document.files | Where-Object SPDXID -In $of | ForEach-Object { ($_.checksums | Where-Object algorithm -EQ SHA1).checksumValue } | Sort-Object
            $code = [System.Convert]::ToHexStringLower([System.Security.Cryptography.SHA1]::HashData([System.Text.Encoding]::ASCII.GetBytes($sums -join '')))
            $package.packageVerificationCode.packageVerificationCodeValue | Should -Be $code
        }

        $extracted = @($document.hasExtractedLicensingInfos.licenseId)
        $document.packages.licenseDeclared | Where-Object { $_ -like 'LicenseRef-*' } | ForEach-Object { $extracted | Should -Contain $_ }
        foreach ($relationship in $document.relationships) {
            $relationship.spdxElementId | Should -BeIn $elements
            $relationship.relatedSpdxElement | Should -BeIn $elements
        }

        @($document.relationships | Where-Object relationshipType -EQ DESCRIBES).Count | Should -Be 1
    }

    It 'has each file in the bill, with its digests, and each library of others with its package, for <Name>' -ForEach @(@{ Name = 'Swarm' }, @{ Name = 'Swarm.Cli' }) {
        $document = Read-Bill "$Name.spdx.json"
        $content = $Name -eq 'Swarm' ? (Join-Path $folder Swarm) : (Join-Path (Expand-Package $Name) tools)
        $document.files.Count | Should -Be @(Get-ChildItem $content -Recurse -File).Count
        foreach ($file in $document.files) {
            $path = Join-Path $content $file.fileName
            ($file.checksums | Where-Object algorithm -EQ SHA256).checksumValue | Should -Be (Get-Digest $path)
            ($file.checksums | Where-Object algorithm -EQ SHA1).checksumValue | Should -Be (Get-Digest $path SHA1)
            $owners = @($document.relationships | Where-Object { $_.relationshipType -eq 'CONTAINS' -and $_.relatedSpdxElement -eq $file.SPDXID })
            $isForeign = $file.fileName -match '\.(dll|so|dylib)$' -and (Split-Path $file.fileName -Leaf) -notmatch '^swarm'
            $owners.Count | Should -Be ($isForeign ? 2 : 1) -Because $file.fileName
        }
    }

    It 'has the help that Update-Help fetches, for this version and for each system' {
        $manifest = Test-ModuleManifest (Join-Path $folder Swarm Swarm.psd1)
        $version = (Get-Item (Join-Path $folder 'Swarm.Cli.*.nupkg')).BaseName -replace '^Swarm\.Cli\.'
        $manifest.HelpInfoUri | Should -BeExactly "$($manifest.PrivateData.PSData.ProjectUri)/releases/download/v$version/"
        $name = "Swarm_$($manifest.Guid)"
        $info = [xml](Get-Content (Join-Path $folder "${name}_HelpInfo.xml") -Raw)
        $info.HelpInfo.HelpContentURI | Should -BeExactly $manifest.HelpInfoUri
        $cabinet = [System.IO.File]::ReadAllBytes((Join-Path $folder "${name}_en-US_HelpContent.cab"))
        [System.Text.Encoding]::ASCII.GetString($cabinet, 0, 4) | Should -BeExactly MSCF
        [System.BitConverter]::ToUInt32($cabinet, 8) | Should -Be $cabinet.Length

        # Into a module that has lost its help.
        $modules = New-Item -ItemType Directory (Join-Path $drive help-modules)
        Copy-Item -LiteralPath (Join-Path $folder Swarm) -Destination $modules -Recurse
        Remove-Item -LiteralPath (Join-Path $modules Swarm en-US) -Recurse
        $text = "`$env:PSModulePath = '$modules'; Update-Help -Module Swarm -SourcePath '$folder' -UICulture en-US -Scope AllUsers -Force -ErrorAction Stop
            (Get-Help Get-SwarmNode).Synopsis; [bool](Get-Help about_Swarm)"
        $synopsis, $about = & $shell -NoProfile -NonInteractive -Command $text
        $synopsis | Should -Match '^[A-Z][^\[]+\.$'
        $about | Should -Be True
    }

    It 'is installed from a repository of one''s own, and runs in a new PowerShell' {
        $gallery = New-Item -ItemType Directory (Join-Path $drive gallery)
        $to = New-Item -ItemType Directory (Join-Path $drive installed)
        $name = "swarm-test-$([guid]::NewGuid())"
        Register-PSResourceRepository -Name $name -Uri $gallery.FullName -Trusted
        try {
            Publish-PSResource -Path (Join-Path $folder Swarm) -Repository $name
            $found = Find-PSResource -Name Swarm -Repository $name -Prerelease
            $found.Tags | Should -Contain provenance
            $found.ProjectUri | Should -Not -BeNullOrEmpty
            Save-PSResource -Name Swarm -Repository $name -Path $to.FullName -Prerelease -TrustRepository

            # Install-PSResource writes into the home, which is another one here.
            $text = "Install-PSResource -Name Swarm -Repository $name -Prerelease -TrustRepository -Scope CurrentUser; (Get-InstalledPSResource Swarm).Version.ToString()"
            if (-not $IsWindows) { $before, $env:HOME = $env:HOME, (New-Item -ItemType Directory (Join-Path $drive home)).FullName; $xdg, $env:XDG_DATA_HOME = $env:XDG_DATA_HOME, (New-Item -ItemType Directory (Join-Path $drive home data)).FullName }
            try {
                if (-not $IsWindows) { $text = "Register-PSResourceRepository -Name $name -Uri '$($gallery.FullName)' -Trusted; $text" }
                & $shell -NoProfile -NonInteractive -Command $text | Should -Be ($found.Version.ToString())
            }
            finally {
                if (-not $IsWindows) { $env:HOME = $before; $env:XDG_DATA_HOME = $xdg }
            }
        }
        finally {
            Unregister-PSResourceRepository -Name $name
        }

        $module = Get-Item (Join-Path $to Swarm *)
        $work = New-Item -ItemType Directory (Join-Path $drive first-run)
        $output = & $shell -NoProfile -NonInteractive -Command "
            `$ErrorActionPreference = 'Stop'; `$env:SWARM_HOME = '$(Join-Path $drive first-home)'; Set-Location '$work'
            Import-Module '$(Join-Path $module Swarm.psd1)'
            `$run = Start-SwarmRun -Label first { 'x' > x.txt; 'made' > `$env:SWARM_OUTPUT }
            `$run.Response; `$run | Test-SwarmCertificate -Quiet; (Get-Module Swarm).ModuleBase; [bool](Get-Help about_Swarm)"
        $output | Should -Be 'made', 'True', $module.FullName, 'True'
    }

    It 'has a tool that is installed from the folder, and runs' {
        $tools = Join-Path $drive tools
        $package = Get-Item (Join-Path $folder 'Swarm.Cli.*.nupkg')
        $version = $package.BaseName -replace '^Swarm\.Cli\.'
        $configuration = Join-Path $drive nuget.config
        Set-Content $configuration "<configuration><packageSources><clear /><add key='packed' value='$((Get-Item $folder).FullName)' /></packageSources></configuration>"
        dotnet tool install Swarm.Cli --tool-path $tools --version $version --configfile $configuration --no-cache 2>&1 | Out-String | Should -Match 'Swarm.Cli'
        $swarm = Join-Path $tools "swarm$($IsWindows ? '.exe' : '')"
        & $swarm --version | Should -Match "^$([regex]::Escape($version))"
        $work = New-Item -ItemType Directory (Join-Path $drive quickstart)
        $before, $env:SWARM_HOME = $env:SWARM_HOME, (Join-Path $drive quick-home)
        Push-Location $work
        try {
            & $swarm quickstart 2>&1 | Out-String | Should -Not -BeNullOrEmpty
            $LASTEXITCODE | Should -Be 0
        }
        finally {
            Pop-Location
            $env:SWARM_HOME = $before
        }
    }

    It 'ships one native SQLite, with the fix of GHSA-2m69-gcr7-jv3q' {
        $native = @((Read-Bill Swarm.spdx.json).packages | Where-Object name -Match '^(SQLitePCLRaw\.lib\.e_sqlite3|SourceGear\.sqlite3)$')
        $native.Count | Should -Be 1
        [version] $native[0].versionInfo | Should -BeGreaterOrEqual ([version] '3.50.2')
    }
}
