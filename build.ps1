#!/usr/bin/env pwsh
#Requires -Version 7.6
<#
.SYNOPSIS
    Builds, tests, packs and installs Swarm.
.EXAMPLE
    ./build.ps1 test
    Runs all tests, as dotnet test does.
.EXAMPLE
    ./build.ps1 pack, verify
    Makes what is published, in artifacts/package, and tests it: the module, the tool, bills of materials and digests.
.EXAMPLE
    ./build.ps1 install
    Installs for this user: the module where PowerShell finds it, and the command swarm where shells do.
#>
[CmdletBinding()]
param(
    # What to do, in this order.
    [Parameter(Position = 0)]
    [ValidateSet('build', 'test', 'pack', 'complete', 'verify', 'reproduce', 'install', 'docs', 'clean')]
    [string[]] $Task = 'build',

    # How to compile. Packages and installations are always release builds.
    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug',

    # Where everything that is built goes.
    [string] $ArtifactsPath = (Join-Path $PSScriptRoot artifacts),

    # Where the module is installed. By default where PowerShell looks for this user's modules.
    [string] $InstallPath,

    # Where the command's files are installed. By default among this user's data, on Windows among this user's programs.
    [string] $CommandPath,

    # Where the command's name is put, for shells to find it. By default ~/.local/bin; on Windows the folder of its files, which PATH gets.
    [string] $ProgramPath,

    # The suffix of a version that is not the final one, such as rc1, for what is packed.
    [ValidatePattern('^[A-Za-z][0-9A-Za-z]*$')]
    [string] $Prerelease
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
Set-StrictMode -Version Latest

# This PowerShell. Where it is a .NET tool, its process is that of the .NET runtime.
$shell = @([System.Environment]::ProcessPath)
if ((Split-Path $shell[0] -LeafBase) -eq 'dotnet') {
    $shell += Join-Path $PSHOME pwsh.dll
}

$solution = Join-Path $PSScriptRoot Swarm.sln
$moduleSource = Join-Path $PSScriptRoot module Swarm
$modulePath = Join-Path $ArtifactsPath module Swarm
$version = (Import-PowerShellDataFile -LiteralPath (Join-Path $moduleSource Swarm.psd1)).ModuleVersion
$fullVersion = $Prerelease ? "$version-$Prerelease" : $version

function Invoke-Build([string] $BuildConfiguration) {
    dotnet build $solution --configuration $BuildConfiguration -p:ArtifactsPath=$ArtifactsPath
}

# Another process, so that this one never holds the files of a module that is built next.
function Invoke-Shell([string] $File, [hashtable] $Argument) {
    $list = $Argument.GetEnumerator() | Where-Object Value | ForEach-Object { "-$($_.Key)"; $_.Value }
    & $shell[0] @($shell | Select-Object -Skip 1) -NoProfile -NonInteractive -File $File @list
}

function Get-InstallPath {
    if ($IsWindows) {
        return Join-Path ([System.Environment]::GetFolderPath('MyDocuments')) PowerShell Modules Swarm $version
    }

    Join-Path (Get-DataPath) powershell Modules Swarm $version
}

function Invoke-Test {
    Invoke-Build $Configuration
    dotnet test $solution --no-build --configuration $Configuration -p:ArtifactsPath=$ArtifactsPath
}

# Builds apart from the rest, so that nothing of a debug build is shipped.
function Get-PackageOption([string] $Folder) {
    '--configuration', 'Release', "-p:ArtifactsPath=$Folder", '-p:SwarmPackage=true', '-p:ContinuousIntegrationBuild=true', "-p:Version=$fullVersion"
}

function Invoke-PackageBuild([string] $Folder) {
    $options = Get-PackageOption $Folder
    dotnet build (Join-Path $PSScriptRoot src Faces Swarm.PowerShell) @options
    dotnet build (Join-Path $PSScriptRoot src Faces Swarm.Cli) @options
}

# The changes of the newest version, as the changelog has them.
function Get-ReleaseNote {
    $text = Get-Content -LiteralPath (Join-Path $PSScriptRoot CHANGELOG.md) -Raw
    [regex]::Match($text, '(?ms)^## [^\n]*\n+(.*?)\s*(?=^## |\z)').Groups[1].Value
}

function Invoke-Pack {
    $build = Join-Path $ArtifactsPath release
    $destination = Join-Path $ArtifactsPath package
    Remove-Item -LiteralPath $destination -Recurse -Force -ErrorAction Ignore
    New-Item -ItemType Directory $destination | Out-Null
    Invoke-PackageBuild $build
    $assets = 'Swarm.PowerShell', 'Swarm.Cli' | ForEach-Object { Join-Path $build obj $_ project.assets.json }

    $notices = Join-Path $build THIRD-PARTY-NOTICES.txt
    & (Join-Path $PSScriptRoot build Export-Notice.ps1) -AssetsPath $assets -Destination $notices
    $module = Join-Path $destination Swarm
    & (Join-Path $PSScriptRoot build New-PackageFolder.ps1) -ModulePath (Join-Path $build module Swarm) -Destination $module `
        -TextPath (Join-Path $PSScriptRoot LICENSE), $notices -ReleaseNotes (Get-ReleaseNote) -Prerelease $Prerelease
    $options = Get-PackageOption $build
    dotnet pack (Join-Path $PSScriptRoot src Faces Swarm.Cli) --no-build @options "-p:SwarmNotices=$notices" --output $destination
    Complete-Package
}

# After the module's files are final: they may have been signed since they were packed.
function Complete-Package {
    $build = Join-Path $ArtifactsPath release
    $destination = Join-Path $ArtifactsPath package
    $module = Join-Path $destination Swarm
    Remove-Item -Path (Join-Path $destination *.spdx.json), (Join-Path $destination 'Swarm_*'), (Join-Path $destination "Swarm.$fullVersion.nupkg"), (Join-Path $destination SHA256SUMS) -ErrorAction Ignore
    $toolPackage = Join-Path $destination "Swarm.Cli.$fullVersion.nupkg"
    $time = git -C $PSScriptRoot log -1 --format=%cI
    $common = @{
        Version       = $fullVersion
        RepositoryUrl = (Import-PowerShellDataFile -LiteralPath (Join-Path $module Swarm.psd1)).PrivateData.PSData.ProjectUri
        Created       = $time
    }
    $tool = Join-Path $build tool
    Remove-Item -LiteralPath $tool -Recurse -Force -ErrorAction Ignore
    [System.IO.Compression.ZipFile]::ExtractToDirectory($toolPackage, $tool)
    $export = Join-Path $PSScriptRoot build Export-Sbom.ps1
    & $export @common -Path $module -Name Swarm -AssetsPath (Join-Path $build obj Swarm.PowerShell project.assets.json) -Destination (Join-Path $destination Swarm.spdx.json)
    & $export @common -Path (Join-Path $tool tools) -Name Swarm.Cli -AssetsPath (Join-Path $build obj Swarm.Cli project.assets.json) -Destination (Join-Path $destination Swarm.Cli.spdx.json)
    & (Join-Path $PSScriptRoot build Export-HelpContent.ps1) -ModulePath $module -Time $time -Destination $destination
    Compress-PSResource -Path $module -DestinationPath $destination
    foreach ($package in $toolPackage, (Join-Path $destination "Swarm.$fullVersion.nupkg")) {
        & (Join-Path $PSScriptRoot build ConvertTo-StablePackage.ps1) -Path $package -Time $time
    }

    $sums = Get-ChildItem -LiteralPath $destination -Recurse -File -Force | ForEach-Object {
        $name = [System.IO.Path]::GetRelativePath($destination, $_.FullName).Replace('\', '/')
        "$((Get-FileHash -LiteralPath $_.FullName).Hash.ToLowerInvariant())  $name"
    } | Sort-Object { $_.Substring(66) } -Culture ''
    [System.IO.File]::WriteAllText((Join-Path $destination SHA256SUMS), ($sums -join "`n") + "`n")
    Get-ChildItem -LiteralPath $destination -File
}

# Tests what was packed, as someone who installs it.
function Invoke-PackageTest {
    $env:SWARM_TEST_PACKAGE = Join-Path $ArtifactsPath package
    if (-not (Test-Path (Join-Path $env:SWARM_TEST_PACKAGE SHA256SUMS))) {
        throw "Nothing is packed in '$env:SWARM_TEST_PACKAGE': run ./build.ps1 pack first."
    }

    $env:SWARM_TEST_MODULE = Join-Path $env:SWARM_TEST_PACKAGE Swarm
    try {
        dotnet test (Join-Path $PSScriptRoot tests Swarm.Pester.Tests) --filter 'DisplayName~Package.Tests' -p:ArtifactsPath=$ArtifactsPath
    }
    finally {
        $env:SWARM_TEST_PACKAGE = $env:SWARM_TEST_MODULE = $null
    }
}

# Packs the last commit once more, checked out elsewhere: every file must come out byte for byte as it was packed here.
function Compare-Reproduction {
    $again = Join-Path ([System.IO.Path]::GetTempPath()) "swarm-reproduction-$([guid]::NewGuid())"
    try {
        git clone --quiet $PSScriptRoot $again
        Invoke-Shell (Join-Path $again build.ps1) @{ Task = 'pack'; Prerelease = $Prerelease }
        $here, $there = $ArtifactsPath, (Join-Path $again artifacts) | ForEach-Object { , (Get-Content -LiteralPath (Join-Path $_ package SHA256SUMS)) }
        $different = @(Compare-Object $here $there | ForEach-Object { $_.InputObject.Substring(66) } | Sort-Object -Unique)
        if ($different) {
            throw "These files came out differently the second time, from the last commit: $($different -join ', ')"
        }

        "All $($here.Count) files came out the same twice."
    }
    finally {
        Remove-Item -LiteralPath $again -Recurse -Force -ErrorAction Ignore
    }
}

function Get-DataPath {
    $env:XDG_DATA_HOME ? $env:XDG_DATA_HOME : (Join-Path $HOME .local share)
}

function Install-SwarmCommand {
    $published = Join-Path $ArtifactsPath command
    dotnet publish (Join-Path $PSScriptRoot src Faces Swarm.Cli) --configuration Release -p:ArtifactsPath=$ArtifactsPath --output $published | Out-Host
    $files = $CommandPath ? $CommandPath
        : $IsWindows ? (Join-Path $env:LOCALAPPDATA Programs Swarm)
        : (Join-Path (Get-DataPath) swarm $version)
    $folder = $ProgramPath ? $ProgramPath : $IsWindows ? $files : (Join-Path $HOME .local bin)
    $program = & (Join-Path $PSScriptRoot build Install-Command.ps1) -SourcePath $published -Destination $files -ProgramPath $folder
    "The command is installed as $program."
    if ($folder -in ($env:PATH -split [System.IO.Path]::PathSeparator).TrimEnd('/', '\')) {
        'Next: swarm quickstart'
    }
    elseif ($IsWindows -and -not $ProgramPath) {
        $paths = [System.Environment]::GetEnvironmentVariable('PATH', 'User')
        [System.Environment]::SetEnvironmentVariable('PATH', "$paths;$folder".TrimStart(';'), 'User')
        'Its folder was added to your PATH. Next, in a new terminal: swarm quickstart'
    }
    else {
        "$folder is not in your PATH: add it in your shell's profile, as with: export PATH=`"${folder}:`$PATH`". Until then: $program quickstart"
    }
}

function Install-SwarmModule([string] $Destination) {
    dotnet build (Join-Path $PSScriptRoot src Faces Swarm.PowerShell) --configuration Release -p:ArtifactsPath=$ArtifactsPath | Out-Host
    if (Test-Path -LiteralPath $Destination) {
        Remove-Item -LiteralPath $Destination -Recurse -Force
    }

    New-Item -ItemType Directory -Force (Split-Path $Destination) | Out-Null
    Copy-Item -LiteralPath $modulePath -Destination $Destination -Recurse
    "Swarm $version is installed in $Destination. Next: Import-Module Swarm"
}

function Export-Documentation {
    Invoke-Build $Configuration
    $output = Join-Path $ArtifactsPath bin Swarm.PowerShell $Configuration.ToLowerInvariant()
    Invoke-Shell (Join-Path $PSScriptRoot src Faces Swarm.PowerShell Help Export-CommandHelp.ps1) @{
        ModulePath        = $modulePath
        DocumentationPath = Join-Path $output Swarm.PowerShell.xml
        MarkdownPath      = Join-Path $PSScriptRoot docs cmdlets
        HelpPath          = Join-Path $moduleSource en-US
    }
    Invoke-Shell (Join-Path $PSScriptRoot src Faces Swarm.PowerShell Help Export-AboutHelp.ps1) @{
        MarkdownPath = Join-Path $PSScriptRoot docs about
        HelpPath     = Join-Path $moduleSource en-US
    }
}

foreach ($name in $Task) {
    switch ($name) {
        'build' { Invoke-Build $Configuration }
        'test' { Invoke-Test }
        'pack' { Invoke-Pack }
        'complete' { Complete-Package }
        'verify' { Invoke-PackageTest }
        'reproduce' { Compare-Reproduction }
        'install' { Install-SwarmModule ($InstallPath ? $InstallPath : (Get-InstallPath)); Install-SwarmCommand }
        'docs' { Export-Documentation }
        'clean' { Remove-Item -LiteralPath $ArtifactsPath -Recurse -Force -ErrorAction Ignore }
    }
}
