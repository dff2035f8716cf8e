<#
.SYNOPSIS
    What all tests share: the built module, a home and a store of their own, and a small workspace.
    Pester removes after each block what it wrote to the test drive, so that one store serves one block.
#>
$modulePath = $env:SWARM_TEST_MODULE ? $env:SWARM_TEST_MODULE : (Join-Path $PSScriptRoot '..' '..' artifacts module Swarm)
# A program that is PowerShell: that of this process is the .NET runtime's where PowerShell is a .NET tool.
$shell = $env:SWARM_TEST_SHELL ? $env:SWARM_TEST_SHELL : [System.Environment]::ProcessPath

function Enter-Scene {
    Import-Module $modulePath
    $script:before = @{ Location = Get-Location; Home = $env:SWARM_HOME; Root = $env:SWARM_ROOT }
    $drive = (Get-PSDrive TestDrive).Root
    $env:SWARM_HOME = Join-Path $drive home
    $env:SWARM_ROOT = $null
    $root = Join-Path $drive root
    New-Item -ItemType Directory -Force (Join-Path $root repo) | Out-Null
    Set-Content -LiteralPath (Join-Path $root repo readme.txt) -Value 'a small workspace'
    Set-Location -LiteralPath $root
}

function Exit-Scene {
    Set-Location $script:before.Location
    $env:SWARM_HOME = $script:before.Home
    $env:SWARM_ROOT = $script:before.Root
}

# A run that every system can make, and quickly.
function New-Base([string] $Label = 'base') {
    Start-SwarmRun -Workspace ./repo -Label $Label { 'hello from the log'; 'an answer' > $env:SWARM_OUTPUT; $env:SWARM_LABEL > label.txt }
}

# A SQLite database with the table note(id, text, weight, raw) and two rows.
function New-Database([string] $Path) {
    $content = [System.IO.Compression.DeflateStream]::new(
        [System.IO.MemoryStream]::new([System.Convert]::FromBase64String('Cw70ySxJVUjLL8pNLFEwZmBiYGRkcFBQYGAAMiEYBhiBmAWNTwgwMeglM/KCFDPOYwCiUUASSGBkFxcVZWxULklMyknNyy8BYybnIFfHEFeFEEcnH1cFkIhGZopCZl5JanpqkUJBUWZuYlGlQnZqpY5CSWpFCZjQUShPzUzPKFEoSk3M0VEoSixXSMrJT9IExQ0T4yMGxjdAYhQMQ8DBxMogzMBQUp4vxAhksQvk56Xa/4BmYSYA')), [System.IO.Compression.CompressionMode]::Decompress)
    $file = [System.IO.File]::Create((Join-Path (Get-Location).ProviderPath $Path))
    $content.CopyTo($file)
    $file.Dispose()
}

# Processes whose command line has a text: what a step left running.
function Get-Marked([string] $Marker) {
    @(Get-Process -ErrorAction Ignore | Where-Object { $_.Id -ne $PID -and $_.CommandLine -like "*$Marker*" })
}

function Wait-Until([scriptblock] $Condition, [int] $Seconds = 60) {
    $deadline = [datetime]::UtcNow.AddSeconds($Seconds)
    while (-not (& $Condition)) {
        if ([datetime]::UtcNow -gt $deadline) {
            throw "It did not happen within $Seconds seconds: $Condition"
        }

        Start-Sleep -Milliseconds 50
    }
}

# A program of the tests that stands for GitHub, and executes what is dispatched as its runners would. The variables of this
# process point at it until it is stopped.
function Start-GitHub {
    Start-RunnerService @() {
        param($service)
        @{ GH_HOST = $service.host; GH_TOKEN = $service.token; SWARM_TRUSTED_ROOT = $service.trusted_root }
    }
}

# The same for GitLab.
function Start-GitLab {
    Start-RunnerService @('gitlab') {
        param($service)
        @{ GITLAB_HOST = $service.host; GITLAB_TOKEN = $service.token }
    }
}

function Start-RunnerService([string[]] $Arguments, [scriptblock] $DescribeVariables) {
    $program = Get-Item (Join-Path $modulePath '..' '..' bin Swarm.Workflows.Runner * Swarm.Workflows.Runner.dll) | Sort-Object LastWriteTime | Select-Object -Last 1
    $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet', [string[]](@('exec', $program.FullName) + $Arguments))
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $service = $process.StandardOutput.ReadLine() | ConvertFrom-Json
    $variables = & $DescribeVariables $service
    $variables.SWARM_WORKFLOW_REF = $service.workflow_ref
    $variables.SWARM_RUNNER_RECIPIENT = $service.recipient
    $variables.SWARM_POLL_INTERVAL_SECONDS = '0.2'
    $outside = @{}
    foreach ($name in $variables.Keys) {
        $outside[$name] = [Environment]::GetEnvironmentVariable($name)
        Set-Item "Env:$name" $variables[$name]
    }

    $service | Add-Member -PassThru -NotePropertyMembers @{ Process = $process; Outside = $outside }
}

function Stop-RunnerService($Service) {
    foreach ($name in $Service.Outside.Keys) {
        Set-Item "Env:$name" $Service.Outside[$name]
    }

    $Service.Process.StandardInput.Close()
    $Service.Process.WaitForExit(60000) | Should -BeTrue
}

# Runs a text in another PowerShell, which finds the module at $env:SWARM_TEST_MODULE.
function Invoke-OtherShell([string] $Text) {
    $env:SWARM_TEST_MODULE = $modulePath
    & $shell -NoLogo -NoProfile -NonInteractive -Command $Text 2>&1
}
