BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
    $base | Copy-SwarmRun -Label one, two | Out-Null
}
AfterAll { Exit-Scene }

Describe 'Show-SwarmTree' {
    It 'draws text' {
        $lines = (Show-SwarmTree) -split "`n"
        $lines[0] | Should -BeLike 'base*succeeded'
        $lines[1] | Should -BeLike "`u{251c}`u{2500} one*fork"
        $lines[2] | Should -BeLike "`u{2514}`u{2500} two*fork"
    }

    It 'draws from a node' { Show-SwarmTree two | Should -BeLike 'two*' }

    It 'draws a Mermaid diagram' { Show-SwarmTree -As Mermaid | Should -BeLike "graph TD`n*-->*" }
}
