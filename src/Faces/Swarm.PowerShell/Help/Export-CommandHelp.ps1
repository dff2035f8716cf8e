<#
.SYNOPSIS
    Writes the cmdlets' help, as Markdown and as PowerShell's own help file, from the documentation comments of the code.
.DESCRIPTION
    A class's summary is the synopsis, its remarks the description, its examples the examples, and a property's summary
    the description of the parameter. Nothing is written by hand, so that nothing goes stale.
#>
[CmdletBinding()]
param(
    # The folder of the built module.
    [Parameter(Mandatory)]
    [string] $ModulePath,

    # The documentation file that the compiler wrote.
    [Parameter(Mandatory)]
    [string] $DocumentationPath,

    # The folder for the Markdown pages.
    [Parameter(Mandatory)]
    [string] $MarkdownPath,

    # The folder for the help file.
    [Parameter(Mandatory)]
    [string] $HelpPath
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable)) {
    Write-Warning 'Microsoft.PowerShell.PlatyPS is not here, so that no page of a cmdlet is written: Install-PSResource Microsoft.PowerShell.PlatyPS, and run this again.'
    return
}

Import-Module Microsoft.PowerShell.PlatyPS
Import-Module $ModulePath

$projectUri = (Get-Module Swarm).ProjectUri.AbsoluteUri.TrimEnd('/')

$members = @{}
foreach ($member in ([xml](Get-Content -LiteralPath $DocumentationPath -Raw)).doc.members.member) {
    $members[$member.name] = $member
}

function Format-Text([string] $Text) {
    $paragraphs = $Text -split '\r?\n\s*\r?\n' | ForEach-Object { ($_ -replace '\s+', ' ').Trim() } | Where-Object { $_ }
    $paragraphs -join "`n`n"
}

function Get-Text($Node) {
    if ($null -eq $Node) {
        return ''
    }

    $text = ($Node -is [string]) ? $Node : $Node.InnerXml
    $text = $text -replace '<c>(.*?)</c>', '`$1`' -replace '<[^>]+>', ''
    Format-Text ([System.Net.WebUtility]::HtmlDecode($text))
}

function Get-Element($Member, [string] $Name) {
    $Member.ChildNodes | Where-Object LocalName -EQ $Name
}

function Get-Code($Example) {
    $lines = (Get-Element $Example code).InnerText.Trim("`r", "`n") -split '\r?\n'
    $indent = ($lines | Where-Object { $_.Trim() } | ForEach-Object { $_.Length - $_.TrimStart().Length } | Measure-Object -Minimum).Minimum
    ($lines | ForEach-Object { $_.Length -ge $indent ? $_.Substring($indent) : $_.Trim() }) -join "`n"
}

function Get-ParameterText([type] $Type, [string] $Name) {
    for ($current = $Type; $null -ne $current; $current = $current.BaseType) {
        $key = "P:$($current.FullName).$Name"
        if ($members.ContainsKey($key)) {
            return Get-Text (Get-Element $members[$key] summary)
        }
    }

    ''
}

function Get-TypeText([string] $TypeName) {
    $key = "T:$TypeName"
    $members.ContainsKey($key) ? (Get-Text (Get-Element $members[$key] summary)) : ''
}

function ConvertTo-CommandHelp($Command) {
    $type = $Command.ImplementingType
    $member = $members["T:$($type.FullName)"]
    $help = New-CommandHelp -CommandInfo $Command
    $help.Metadata.Remove('ms.date')
    $help.Synopsis = Get-Text (Get-Element $member summary)
    $remarks = Get-Element $member remarks
    $help.Description = $remarks ? (Get-Text $remarks) : $help.Synopsis
    $help.AliasHeaderFound = $true
    $aliases = @(Get-Alias -Definition $Command.Name -ErrorAction Ignore | ForEach-Object Name)
    $help.Aliases = $aliases ? ($aliases -join ', ') : 'None.'
    $help.Notes = ''

    # PlatyPS takes over the links of the help that is there, so that each run would add some.
    if ($null -ne $help.RelatedLinks) {
        $help.RelatedLinks.Clear()
    }

    $help.Examples.Clear()
    $number = 0
    foreach ($example in @(Get-Element $member example)) {
        $number++
        $text = Get-Text (Get-Element $example para)
        $help.Examples.Add([Microsoft.PowerShell.PlatyPS.Model.Example]::new(
                "Example $number", "``````powershell`n$(Get-Code $example)`n```````n`n$text"))
    }

    foreach ($parameter in $help.Parameters) {
        $text = Get-ParameterText $type $parameter.Name
        if ($text) {
            $parameter.Description = $text
        }
    }

    $help.Metadata['HelpUri'] = "$projectUri/blob/main/docs/cmdlets/$($Command.Name).md"

    foreach ($item in @($help.Inputs) + @($help.Outputs)) {
        $item.Description = Get-TypeText $item.Typename
    }

    $help
}

$commands = Get-Command -Module Swarm -CommandType Cmdlet | Sort-Object Name
$helps = @($commands | ForEach-Object { ConvertTo-CommandHelp $_ })
$temporary = Join-Path ([System.IO.Path]::GetTempPath()) "swarm-help-$([guid]::NewGuid())"
try {
    $helps | Export-MarkdownCommandHelp -OutputFolder $temporary -Force | Out-Null
    New-Item -ItemType Directory -Force $MarkdownPath, $HelpPath | Out-Null
    Remove-Item -Path (Join-Path $MarkdownPath '*.md')
    foreach ($page in Get-ChildItem -Path $temporary -Recurse -Filter *.md) {
        $text = (Get-Content -LiteralPath $page -Raw) -replace '\r\n', "`n" -replace '[ \t]+\n', "`n" -replace '\n{3,}', "`n`n"
        $text = $text.Replace('{{ Fill in the related links here }}', '[All cmdlets](README.md)')
        [System.IO.File]::WriteAllText((Join-Path $MarkdownPath $page.Name), $text.TrimEnd() + "`n")
    }

    $index = @('# Cmdlets', '', '| cmdlet | what it does |', '| --- | --- |') + @($helps | ForEach-Object { "| [$($_.Title)]($($_.Title).md) | $($_.Synopsis) |" })
    [System.IO.File]::WriteAllText((Join-Path $MarkdownPath 'README.md'), ($index -join "`n") + "`n")

    $helps | Export-MamlCommandHelp -OutputFolder $temporary -Force | Out-Null

    # PlatyPS writes an example as the Markdown that it was; Get-Help shows code and words from elements of their own.
    $inside = '((?:(?!</maml:introduction>).)*?)'
    $example = [regex] "(?s)<maml:introduction>\s*<maml:para>``````powershell\n$inside``````</maml:para>$inside\s*</maml:introduction>(\s*)<dev:code />\s*<dev:remarks />"
    $break = '\s*</maml:para>\s*(?:<maml:para>&#x80;</maml:para>\s*)*<maml:para>'
    foreach ($file in Get-ChildItem -Path $temporary -Recurse -Filter *-Help.xml) {
        $text = (Get-Content -LiteralPath $file -Raw) -replace '\r\n', "`n" -replace '[ \t]+\n', "`n"
        $text = $example.Replace($text, {
                param($found)
                $code, $words, $indent = $found.Groups[1..3].Value
                $code = ($code -replace $break, "`n`n").Trim()
                $words = $words -replace '\s*<maml:para>&#x80;</maml:para>'
                "<maml:introduction />$indent<dev:code>$code</dev:code>$indent<dev:remarks>$words$indent</dev:remarks>"
            })
        [System.IO.File]::WriteAllText((Join-Path $HelpPath $file.Name), $text.TrimEnd() + "`n")
    }
}
finally {
    Remove-Item -LiteralPath $temporary -Recurse -Force -ErrorAction Ignore
}
