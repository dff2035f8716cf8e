<#
.SYNOPSIS
    Runs files of Pester tests, one for each line of standard input: the path, a tab, and the file for the results.
    Each is answered by a line that begins with the marker. It ends with its input.
#>
[CmdletBinding()]
param(
    # The built module that is tested.
    [Parameter(Mandatory)]
    [string] $ModulePath,

    # What begins an answer.
    [Parameter(Mandatory)]
    [string] $Marker
)

$ErrorActionPreference = 'Stop'
[Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false)
Import-Module Pester
$env:SWARM_TEST_MODULE = $ModulePath

function Get-Message($Object) {
    # Where it was, without Pester's own lines.
    ($Object.ErrorRecord | ForEach-Object {
            $_
            $_.ScriptStackTrace -split '\r?\n' | Where-Object { $_ -notmatch '[/\\](Pester(\.\w+)?\.ps[m]?1|PesterSession\.ps1): line' }
        }) -join "`n"
}

function Invoke-File([string] $Path, [string] $ResultPath) {
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = $Path
    $configuration.Run.PassThru = $true
    $configuration.Output.Verbosity = 'None'
    $run = Invoke-Pester -Configuration $configuration
    $tests = @($run.Tests | ForEach-Object {
            @{ Name = $_.ExpandedPath; Result = "$($_.Result)"; Message = Get-Message $_ }
        })

    # A block's set-up and clean-up, and the file's own discovery, fail apart from every test.
    $outside = @(@($run.Containers) + @($run.FailedBlocks) | Where-Object { $_.ErrorRecord } | ForEach-Object { Get-Message $_ })
    $result = @{ Files = @($run.Containers).Count; Tests = $tests; Failures = $outside; Total = $run.TotalCount }
    [System.IO.File]::WriteAllText($ResultPath, (ConvertTo-Json $result -Depth 5 -Compress))
}

# Tests may read standard input: it is not theirs.
$requests = [Console]::In
[Console]::SetIn([System.IO.TextReader]::Null)
while ($null -ne ($line = $requests.ReadLine())) {
    $path, $result = $line -split "`t"
    Invoke-File $path $result
    [Console]::Out.WriteLine($Marker)
}
