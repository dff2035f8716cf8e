#!/usr/bin/env pwsh
#Requires -Version 7.6
<#
.SYNOPSIS
    Builds, tests, packs and installs Swarm.
.EXAMPLE
    ./build.ps1 test
    Runs all tests: those of .NET, Pester's, and the script analyzer.
.EXAMPLE
    ./build.ps1 install
    Puts the module where PowerShell finds it for this user.
#>
[CmdletBinding()]
param(
    # What to do, in this order.
    [Parameter(Position = 0)]
    [ValidateSet('build', 'test', 'pester', 'pack', 'install', 'docs', 'clean')]
    [string[]] $Task = 'build',

    # How to compile. Packages and installations are always release builds.
    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug',

    # Where everything that is built goes.
    [string] $ArtifactsPath = (Join-Path $PSScriptRoot artifacts),

    # Where the module is installed. By default where PowerShell looks for this user's modules.
    [string] $InstallPath,

    # A file to write the numbers of Pester's tests to: passed, failed, skipped.
    [string] $ResultPath
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
Set-StrictMode -Version Latest

$solution = Join-Path $PSScriptRoot Swarm.sln
$moduleSource = Join-Path $PSScriptRoot module Swarm
$modulePath = Join-Path $ArtifactsPath module Swarm
$version = (Import-PowerShellDataFile -LiteralPath (Join-Path $moduleSource Swarm.psd1)).ModuleVersion

function Invoke-Build([string] $BuildConfiguration) {
    dotnet build $solution --configuration $BuildConfiguration -p:ArtifactsPath=$ArtifactsPath
}

# Another process, so that this one never holds the files of a module that is built next.
function Invoke-Shell([string] $File, [hashtable] $Argument) {
    $list = $Argument.GetEnumerator() | Where-Object Value | ForEach-Object { "-$($_.Key)"; $_.Value }
    & ([System.Environment]::ProcessPath) -NoProfile -NonInteractive -File $File @list
}

function Get-InstallPath {
    if ($IsWindows) {
        return Join-Path ([System.Environment]::GetFolderPath('MyDocuments')) PowerShell Modules Swarm $version
    }

    $data = $env:XDG_DATA_HOME ? $env:XDG_DATA_HOME : (Join-Path $HOME .local share)
    Join-Path $data powershell Modules Swarm $version
}

function Invoke-Test {
    Invoke-Build $Configuration
    dotnet test $solution --no-build --configuration $Configuration -p:ArtifactsPath=$ArtifactsPath
}

# Of what is built already.
function Invoke-ScriptTest([string] $Result) {
    Invoke-Shell (Join-Path $PSScriptRoot tests Pester Invoke-Pester.ps1) @{ ModulePath = $modulePath; ResultPath = $Result }
    Invoke-Shell (Join-Path $PSScriptRoot tests Pester Invoke-Analyzer.ps1) @{ RepositoryPath = $PSScriptRoot }
}

function Invoke-Pack {
    Invoke-Build Release
    $destination = Join-Path $ArtifactsPath package
    New-Item -ItemType Directory -Force $destination | Out-Null
    Compress-PSResource -Path $modulePath -DestinationPath $destination
    Get-Item (Join-Path $destination "Swarm.$version.nupkg")
}

function Install-SwarmModule([string] $Destination) {
    Invoke-Build Release
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
    Invoke-Shell (Join-Path $PSScriptRoot src Swarm.PowerShell Help Export-CommandHelp.ps1) @{
        ModulePath        = $modulePath
        DocumentationPath = Join-Path $output Swarm.PowerShell.xml
        MarkdownPath      = Join-Path $PSScriptRoot docs cmdlets
        HelpPath          = Join-Path $moduleSource en-US
    }
}

foreach ($name in $Task) {
    switch ($name) {
        'build' { Invoke-Build $Configuration }
        'test' { Invoke-Test; Invoke-ScriptTest $ResultPath }
        'pester' { Invoke-ScriptTest $ResultPath }
        'pack' { Invoke-Pack }
        'install' { Install-SwarmModule ($InstallPath ? $InstallPath : (Get-InstallPath)) }
        'docs' { Export-Documentation }
        'clean' { Remove-Item -LiteralPath $ArtifactsPath -Recurse -Force -ErrorAction Ignore }
    }
}
