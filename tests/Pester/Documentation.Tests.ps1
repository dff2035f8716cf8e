BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    New-Base | Resume-SwarmRun { 'x' } | Out-Null
    $page = Get-Content (Join-Path $PSScriptRoot '..' '..' docs verification.md) -Raw
}
AfterAll { Exit-Scene }

Describe 'docs/verification.md' {
    It 'verifies a run in three commands' {
        $block = [regex]::Match($page, '(?s)```powershell\n(.*?)\n```').Groups[1].Value
        $block -split "`n" | Should -HaveCount 3
        $verdict = & ([scriptblock]::Create($block))
        $verdict.IsValid | Should -BeTrue
        $verdict.Lineage | Should -HaveCount 1
    }
}
