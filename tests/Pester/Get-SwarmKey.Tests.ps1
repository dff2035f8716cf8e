BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    New-SwarmKey first | Out-Null
    New-SwarmKey second | Out-Null
}
AfterAll { Exit-Scene }

Describe 'Get-SwarmKey' {
    It 'lists all profiles and no private half' {
        $keys = Get-SwarmKey
        $keys.Name | Should -Be first, second
        $keys | Format-List * | Out-String | Should -Not -Match 'SECRET'
    }

    It 'gives one by name' { (Get-SwarmKey second).Name | Should -Be second }

    It 'says that one is not there' {
        Get-SwarmKey third -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].Exception.Message | Should -BeLike '*third*'
    }

    It 'completes names' {
        (TabExpansion2 'Get-SwarmKey s' -cursorColumn 14).CompletionMatches.CompletionText | Should -Be second
    }
}
