<#
.SYNOPSIS
    Installs the command swarm for one user: its files in a folder of their own, and its name where shells look for programs.
#>
[CmdletBinding()]
param(
    # The folder of the published command.
    [Parameter(Mandatory)]
    [string] $SourcePath,

    # The folder for its files. What is there is replaced.
    [Parameter(Mandatory)]
    [string] $Destination,

    # The folder in which shells look for programs. On Windows it is the folder of its files.
    [Parameter(Mandatory)]
    [string] $ProgramPath
)

$ErrorActionPreference = 'Stop'
$program = Join-Path $ProgramPath ($IsWindows ? 'swarm.exe' : 'swarm')
if (-not $IsWindows -and (Test-Path -LiteralPath $program)) {
    $there = Get-Item -LiteralPath $program
    if (-not $there.LinkType -and (Get-Content -LiteralPath $program -Raw) -notlike '*swarm.dll*') {
        throw "'$program' is there and was not installed by this script: remove it, or install elsewhere with -ProgramPath."
    }

    Remove-Item -LiteralPath $program
}

if (Test-Path -LiteralPath $Destination) {
    Remove-Item -LiteralPath $Destination -Recurse -Force
}

New-Item -ItemType Directory -Force (Split-Path $Destination), $ProgramPath | Out-Null
Copy-Item -LiteralPath $SourcePath -Destination $Destination -Recurse
if (-not $IsWindows) {
    New-Item -ItemType SymbolicLink -Path $program -Target (Join-Path $Destination swarm) | Out-Null
}

# Where the runtime is in no place that programs look for it, its own program starts the command.
$PSNativeCommandUseErrorActionPreference = $false
$said = & $program --version 2>&1
if ($LASTEXITCODE -ne 0 -and -not $IsWindows) {
    Remove-Item -LiteralPath $program
    $runtime = (Get-Command dotnet -CommandType Application)[0].Source
    Set-Content -LiteralPath $program -Value "#!/bin/sh`nexec '$runtime' '$(Join-Path $Destination swarm.dll)' `"`$@`""
    chmod 755 $program
    $said = & $program --version 2>&1
}

if ($LASTEXITCODE -ne 0) {
    throw "The command was installed and does not start: $said"
}

$program
