<#
.SYNOPSIS
    Writes the pages of docs/about as PowerShell's own help shows them: plain text of at most 80 columns.
#>
[CmdletBinding()]
param(
    # The folder of the Markdown pages.
    [Parameter(Mandatory)]
    [string] $MarkdownPath,

    # The folder for the help files.
    [Parameter(Mandatory)]
    [string] $HelpPath
)

$ErrorActionPreference = 'Stop'
$columns = 80
$indent = ' ' * 4

function Format-Paragraph([string] $Text) {
    $line = $indent
    foreach ($word in ($Text -replace '`', '') -split ' ') {
        if ($line.Length -gt $indent.Length -and $line.Length + 1 + $word.Length -gt $columns) {
            $line
            $line = $indent
        }

        $line = $line.Length -eq $indent.Length ? $indent + $word : "$line $word"
    }

    $line
}

foreach ($page in Get-ChildItem -Path $MarkdownPath -Filter 'about_*.md') {
    $isCode = $false
    $lines = foreach ($line in Get-Content -LiteralPath $page) {
        if ($line.StartsWith('```')) {
            $isCode = -not $isCode
        }
        elseif ($isCode) {
            ($indent * 2 + $line).TrimEnd()
        }
        elseif ($line.StartsWith('# ')) {
            'TOPIC'
            $indent + $line.Substring(2)
        }
        elseif ($line.StartsWith('## ')) {
            $line.Substring(3)
        }
        elseif ($line) {
            Format-Paragraph $line
        }
        else {
            ''
        }
    }

    # A heading and what it is over belong together.
    $text = ($lines -join "`n") -replace '(?m)^(\S.*)\n\n', "`$1`n"
    $long = @($text -split "`n" | Where-Object Length -GT $columns)
    if ($long) {
        throw "$($page.Name) has a line of more than $columns columns, which cannot be broken: $($long[0].Trim())"
    }

    [System.IO.File]::WriteAllText((Join-Path $HelpPath "$($page.BaseName).help.txt"), $text.TrimEnd() + "`n")
}
