BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    New-SwarmKey | Out-Null
}
AfterAll {
    Get-SwarmBroker | Stop-SwarmBroker -Grace 1 | Out-Null
    Exit-Scene
}

Describe 'Get-SwarmBroker' {
    It 'gives nothing where none serves' { Get-SwarmBroker | Should -BeNullOrEmpty }

    It 'lists those that serve, and gives one by name' {
        Start-SwarmBroker one -Port 0 | Out-Null
        Start-SwarmBroker two -Port 0 | Out-Null
        (Get-SwarmBroker).Name | Should -Be one, two
        (Get-SwarmBroker two).Name | Should -Be two
        Get-SwarmBroker | Format-Table | Out-String | Should -Match 'two +127\.0\.0\.1'
    }

    It 'does not take one that was killed for one that serves' {
        Stop-Process -Id (Get-SwarmBroker one).ProcessId -Force
        Wait-Until { @(Get-SwarmBroker).Count -eq 1 } -Seconds 15
        Get-SwarmBroker one -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].Exception.Message | Should -BeLike "*'one'*"
    }
}
