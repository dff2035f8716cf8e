<#
.SYNOPSIS
    Measures what can be measured of a module: docs/comparison.md has the figures.
.DESCRIPTION
    Each figure is of what ships or of what its repository holds; none is estimated. What is not given is not measured.
#>
[CmdletBinding()]
param(
    # The module's manifest; without it, only what sources tell is measured.
    [string] $ManifestPath,

    # The checked-out repository.
    [string] $RepositoryPath,

    # The names of the cmdlets, where the module itself is not at hand.
    [string[]] $CmdletName,

    # The names of files of tests, as wildcards.
    [string[]] $TestFile = @('*.Tests.ps1', '*Test*.cs'),

    # How often the module is imported, each time by a new process.
    [int] $Rounds = 11
)

$ErrorActionPreference = 'Stop'
$shell = [System.Environment]::ProcessPath

function Get-Median([double[]] $Value) { [Math]::Round(($Value | Sort-Object)[[int] [Math]::Floor($Value.Count / 2)], 0) }

# The command that receives takes what the other emits: by the type of a parameter, or a mandatory parameter of that name.
function Test-Pair($From, $To) {
    $types = @($From.OutputType.Type | Where-Object { $_ -and $_ -ne [object] -and $_ -ne [void] } | ForEach-Object { $_.IsArray ? $_.GetElementType() : $_ })
    foreach ($parameter in $To.ParameterSets.Parameters) {
        foreach ($type in $types) {
            $wanted = $parameter.ParameterType.IsArray ? $parameter.ParameterType.GetElementType() : $parameter.ParameterType
            if ($parameter.ValueFromPipeline -and $wanted -ne [object] -and ($wanted.IsAssignableFrom($type) -or $wanted.GetConstructor(@($type)) -or ($parameter.Attributes | Where-Object { $_ -is [System.Management.Automation.ArgumentTransformationAttribute] -and $type.Name -notin 'String', 'Boolean' }))) {
                return $true
            }

            if ($parameter.ValueFromPipelineByPropertyName -and $parameter.IsMandatory -and (@($parameter.Name) + $parameter.Aliases | Where-Object { $type.GetProperty($_, [System.Reflection.BindingFlags]'Public,Instance,IgnoreCase') })) {
                return $true
            }
        }
    }

    $false
}

$result = [ordered]@{}
if ($ManifestPath) {
    $measure = { param($Text) & $shell -NoProfile -NonInteractive -Command "`$w = [System.Diagnostics.Stopwatch]::StartNew(); $Text; `$w.Elapsed.TotalMilliseconds" }
    $result.ImportMilliseconds = Get-Median @(1..$Rounds | ForEach-Object { & $measure "Import-Module '$ManifestPath'" })
    $firstParameter = "TabExpansion2 '{0} -' -cursorColumn {1} | Out-Null"
    $module = Import-Module $ManifestPath -PassThru -Force
    $commands = @(Get-Command -Module $module.Name -CommandType Cmdlet, Function)
    $first = $commands[0].Name
    $result.FirstCompletionMilliseconds = Get-Median @(1..$Rounds | ForEach-Object { & $measure "Import-Module '$ManifestPath'; $($firstParameter -f $first, ($first.Length + 2))" })
    $result.Cmdlets = $commands.Count
    $CmdletName = $commands.Name
    $helps = @($commands | ForEach-Object { Get-Help $_.Name -Full })
    $result.WithSynopsisAndExample = @($helps | Where-Object { $_.Synopsis -and $_.Synopsis.Trim() -notlike "$($_.Name) *" -and $_.PSObject.Properties['examples'] -and @($_.examples.example).Count -gt 0 }).Count
    $parameters = @($helps | ForEach-Object { if ($_.PSObject.Properties['parameters'] -and $_.parameters.PSObject.Properties['parameter']) { $_.parameters.parameter } } |
        Where-Object { $_.name -notin 'WhatIf', 'Confirm' })
    $result.Parameters = $parameters.Count
    $result.ParametersWithoutHelp = @($parameters | Where-Object { -not ($_.PSObject.Properties['description'] -and "$($_.description.Text)".Trim()) }).Count
    $pairs = foreach ($from in $commands) { foreach ($to in $commands) { [bool](Test-Pair $from $to) } }
    $result.Pairs = $pairs.Count
    $result.PairsThatBind = @($pairs | Where-Object { $_ }).Count
}

if ($RepositoryPath) {
    $findings = @(Get-ChildItem $RepositoryPath -Recurse -File -Include *.ps1, *.psm1, *.psd1 | Where-Object FullName -NotMatch '[\\/](artifacts|obj|bin)[\\/]' |
        ForEach-Object { Invoke-ScriptAnalyzer -Path $_.FullName -Severity Error, Warning })
    $result.AnalyzerFindings = $findings.Count
    $result.AnalyzerFindingsOutsideTests = @($findings | Where-Object ScriptPath -NotMatch '[\\/][Tt]ests?[\\/]').Count
    $text = (Get-ChildItem $RepositoryPath -Recurse -File -Include $TestFile | Where-Object FullName -NotMatch '[\\/](artifacts|obj|bin)[\\/]' | Get-Content -Raw) -join "`n"
    $result.CmdletsNamed = $CmdletName.Count
    $result.CmdletsWithoutTest = @($CmdletName | Where-Object { $text -notmatch "(?i)\b$([regex]::Escape($_))\b" }).Count
}

[pscustomobject] $result
