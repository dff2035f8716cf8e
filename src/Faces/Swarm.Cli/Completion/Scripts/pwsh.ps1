# PowerShell completion of the command swarm: swarm completion pwsh | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName swarm -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -le $cursorPosition } | ForEach-Object { $_.ToString().Trim("'", '"') })
    if (-not $wordToComplete) { $words += '' }
    $program, $rest = $words
    & $program candidates '--' @rest 2> $null | ForEach-Object {
        $text, $description = $_ -split "`t", 2
        $quoted = $text -match '[@{}]' ? "'$text'" : $text
        [System.Management.Automation.CompletionResult]::new($quoted, $text, 'ParameterValue', ($description ? $description : $text))
    }
}
