<#
.SYNOPSIS
    Measures modules side by side: docs/comparison.md has the figures.
.DESCRIPTION
    Each figure is of what ships or of what a repository holds; none is estimated. What is not given is not measured. Times
    are the least of several new processes, in turns, so that what else the machine does counts as little as it can.
.EXAMPLE
    ./tests/Pester/Compare-Module.ps1 @{ Name = 'Swarm'; ManifestPath = './artifacts/package/Swarm/Swarm.psd1'; RepositoryPath = '.' }
    Measures Swarm itself, after ./build.ps1 pack.
#>
[CmdletBinding()]
param(
    # What to measure, each with a Name, and those that are there of ManifestPath (of the module as it is installed),
    # RepositoryPath (checked out) and HelpPath (Markdown pages, for a module that is not at hand).
    [Parameter(Mandatory, Position = 0)]
    [hashtable[]] $Module,

    # How often each module is imported.
    [int] $Rounds = 15
)

$ErrorActionPreference = 'Stop'
$shell = @([System.Environment]::ProcessPath)
if ((Split-Path $shell[0] -LeafBase) -eq 'dotnet') { $shell += Join-Path $PSHOME pwsh.dll }

function Get-Least([double[]] $Value) { [Math]::Round(($Value | Measure-Object -Minimum).Minimum, 0) }

function Measure-Shell([string] $Text) {
    [double](& $shell[0] @($shell | Select-Object -Skip 1) -NoProfile -NonInteractive -Command "`$watch = [System.Diagnostics.Stopwatch]::StartNew(); $Text; `$watch.Elapsed.TotalMilliseconds")
}

# The types of what a cmdlet says it emits.
function Get-Emitted($Command) {
    $Command.OutputType.Type | Where-Object { $_ -and $_ -notin [object], [void] } | ForEach-Object { $_.IsArray ? $_.GetElementType() : $_ }
}

# What a parameter takes of a type from the pipeline: the object itself, or a mandatory value by the name of a property.
function Test-Parameter($Parameter, [type] $Type) {
    $wanted = $Parameter.ParameterType.IsArray ? $Parameter.ParameterType.GetElementType() : $Parameter.ParameterType
    if ($Parameter.ValueFromPipeline -and $wanted -ne [object]) {
        $isTransformed = $Type.Name -notin 'String', 'Boolean' -and ($Parameter.Attributes | Where-Object { $_ -is [System.Management.Automation.ArgumentTransformationAttribute] })
        if ($wanted.IsAssignableFrom($Type) -or $wanted.GetConstructor(@($Type)) -or $isTransformed) {
            return $true
        }
    }

    $isNamed = @($Parameter.Name) + $Parameter.Aliases | Where-Object { $Type.GetProperty($_, [System.Reflection.BindingFlags] 'Public,Instance,IgnoreCase') }
    $Parameter.ValueFromPipelineByPropertyName -and $Parameter.IsMandatory -and $isNamed
}

function Test-Pair($From, $To) {
    foreach ($type in Get-Emitted $From) {
        foreach ($parameter in $To.ParameterSets.Parameters) {
            if (Test-Parameter $parameter $type) {
                return $true
            }
        }
    }

    $false
}

# What Get-Help tells of commands that are here.
function Measure-Help($Command) {
    $helps = @($Command | ForEach-Object { Get-Help $_.Name -Full })
    $parameters = @($helps | Where-Object { $_.PSObject.Properties['parameters'] -and $_.parameters.PSObject.Properties['parameter'] } |
            ForEach-Object { $_.parameters.parameter } | Where-Object name -NotIn WhatIf, Confirm)
    @{
        Helped         = @($helps | Where-Object { $_.Synopsis -and $_.Synopsis.Trim() -notlike "$($_.Name) *" -and $_.PSObject.Properties['examples'] -and @($_.examples.example).Count -gt 0 }).Count
        Parameters     = $parameters.Count
        WithoutHelp    = @($parameters | Where-Object { -not ($_.PSObject.Properties['description'] -and "$($_.description.Text)".Trim()) }).Count
    }
}

# The same of pages that PlatyPS made. In these, a description stands between a parameter's heading and its table.
function Measure-Page([System.IO.FileInfo[]] $Page) {
    $helped = $parameters = $without = 0
    foreach ($file in $Page) {
        $text = Get-Content -LiteralPath $file.FullName -Raw
        $sections = @{}
        [regex]::Split($text, '(?m)^## ') | ForEach-Object { $sections[($_ -split '\r?\n', 2)[0].Trim()] = ($_ -split '\r?\n', 2)[1] }
        $helped += ("$($sections.SYNOPSIS)".Trim() -and "$($sections.EXAMPLES)" -match '(?m)^### ') ? 1 : 0
        $described = [regex]::Matches("$($sections.PARAMETERS)", '(?ms)^### -(?<name>\w+)\s*\r?\n(?<text>.*?)(^```yaml|\z)') | Where-Object { $_.Groups['name'].Value -notin 'WhatIf', 'Confirm' }
        $parameters += @($described).Count
        $without += @($described | Where-Object { -not $_.Groups['text'].Value.Trim() }).Count
    }

    @{ Helped = $helped; Parameters = $parameters; WithoutHelp = $without }
}

function Measure-Repository([string] $Path, [string[]] $Name) {
    $files = @(Get-ChildItem -LiteralPath $Path -Recurse -File | Where-Object FullName -NotMatch '[\\/](artifacts|obj|bin)[\\/]')
    $findings = @($files | Where-Object Extension -In .ps1, .psm1, .psd1 | ForEach-Object { Invoke-ScriptAnalyzer -Path $_.FullName -Severity Error, Warning })
    $tests = @($files | Where-Object { $_.Name -like '*.Tests.ps1' -or $_.Name -like '*Test*.cs' } | ForEach-Object { Get-Content -LiteralPath $_.FullName -Raw }) -join "`n"
    @{
        Findings = @($findings | Where-Object ScriptPath -NotMatch '[\\/][Tt]ests?[\\/]').Count
        Untested = @($Name | Where-Object { $tests -notmatch "(?i)\b$([regex]::Escape($_))\b" }).Count
    }
}

$times = @{}
foreach ($round in 1..$Rounds) {
    foreach ($one in $Module | Where-Object ManifestPath) {
        $import = "Import-Module '$((Resolve-Path -LiteralPath $one.ManifestPath).ProviderPath)'"
        $first = (Import-PowerShellDataFile -LiteralPath $one.ManifestPath).CmdletsToExport | Sort-Object | Select-Object -First 1
        $times["$($one.Name) import"] += , (Measure-Shell $import)
        $times["$($one.Name) completion"] += , (Measure-Shell "$import; `$null = TabExpansion2 '$first -' -cursorColumn $($first.Length + 2)")
    }
}

foreach ($one in $Module) {
    $result = [ordered]@{ Module = $one.Name }
    $pages = $one.HelpPath ? @(Get-ChildItem -LiteralPath $one.HelpPath -Filter *-*.md -File) : @()
    $names = $pages.BaseName
    if ($one.ManifestPath) {
        $commands = @(Get-Command -Module (Import-Module (Resolve-Path -LiteralPath $one.ManifestPath).ProviderPath -PassThru).Name -CommandType Cmdlet, Function)
        $names = $commands.Name
        $result.ImportMilliseconds = Get-Least $times["$($one.Name) import"]
        $result.FirstCompletionMilliseconds = Get-Least $times["$($one.Name) completion"]
    }

    $result.Cmdlets = $names.Count
    $help = $pages ? (Measure-Page $pages) : (Measure-Help $commands)
    $result.CmdletsWithSynopsisAndExample = $help.Helped
    $result.Parameters = $help.Parameters
    $result.ParametersWithoutHelp = $help.WithoutHelp
    if ($one.RepositoryPath) {
        $repository = Measure-Repository (Resolve-Path -LiteralPath $one.RepositoryPath).ProviderPath $names
        $result.AnalyzerFindingsOutsideTests = $repository.Findings
        $result.CmdletsWithoutTest = $repository.Untested
    }

    if ($one.ManifestPath) {
        $pairs = @(foreach ($from in $commands) { foreach ($to in $commands) { Test-Pair $from $to } })
        $result.Pairs = $pairs.Count
        $result.PairsThatBind = @($pairs | Where-Object { $_ }).Count
    }

    [pscustomobject] $result
}
